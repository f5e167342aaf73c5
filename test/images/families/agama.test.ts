import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { agama } from '../../../core/images/families/agama/agama.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, detectedBy, linuxPlanOf, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';
import { RICH } from '../support/rich.ts';

const TREE = 'http://10.77.0.1:8067/images/medium/tree';
const OWN = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN';
const LIVE = {
  'LiveOS/squashfs.img': 's',
  'boot/x86_64/loader/linux': 'k',
  'boot/x86_64/loader/initrd': 'i',
};
const SLES16 = { ...LIVE, 'install/repodata/repomd.xml': 'x' };
const LABEL = 'Install-SUSE-SLE-16-x86_64';

async function contextOf(settings: Settings = {}) {
  return contextFor(agama, await detectedBy(agama, fakeTree(SLES16, LABEL)), settings);
}

describe('detection of Agama', () => {
  it.each([
    [LABEL, 'SUSE Linux Enterprise Server 16', 'SLES'],
    ['Install-Leap-16.0-x86_64', 'openSUSE Leap 16.0', 'openSUSE_Leap'],
    ['openSUSE-Tumbleweed-Agama', 'openSUSE Tumbleweed', 'Tumbleweed'],
  ])('knows %s', async (label, name, product) => {
    const found = await detectedBy(agama, fakeTree(SLES16, label));
    expect([found.family, found.name, found.facts.product, found.kernel]).toEqual([
      'agama',
      name,
      product,
      'boot/x86_64/loader/linux',
    ]);
  });

  it('leaves others alone', async () => {
    expect(await refusedBy(agama, fakeTree({ ...LIVE, '.treeinfo': '' }, LABEL))).toContain("anaconda's");
    expect(await refusedBy(agama, fakeTree({ ...LIVE, 'media.1/media': '' }, LABEL))).toContain('YaST');
    expect(await refusedBy(agama, fakeTree({ 'LiveOS/squashfs.img': 's' }, 'Fedora-WS-Live-43'))).toContain(
      'no kernel',
    );
    expect(await refusedBy(agama, fakeTree(LIVE, 'X'))).toContain('names no system');
  });
});

describe('the boot plan of Agama', () => {
  it('fetches the live image alone and names profile and packages', async () => {
    expect(linuxPlanOf(agama, await contextOf({ kernel_args: 'console=ttyS0' }))).toMatchObject({
      kernel: '/images/medium/tree/boot/x86_64/loader/linux',
      initrds: ['/images/medium/tree/boot/x86_64/loader/initrd'],
      args: [
        `root=live:${TREE}/LiveOS/squashfs.img`,
        'ip=dhcp',
        'rd.neednet=1',
        'BOOTIF=01-52-54-00-12-34-56',
        `inst.auto=${OWN}/profile.jsonnet`,
        `inst.install_url=${TREE}/install`,
        'inst.finish=reboot',
        'inst.self_update=0',
        'console=ttyS0',
      ],
      forecast: { way: 'http', needsMiB: 2049 },
    });
  });
});

describe("Agama's profile", () => {
  const DISK = { logicalname: '/dev/sda', size: 5e11, product: 'Disk A', serial: 'S1' };
  const STICK = { logicalname: '/dev/sdz', size: 3e10, businfo: 'usb@1:2' };

  /** What the machine makes of a profile: the real Jsonnet with the disks that it would be told. */
  async function evaluated(
    settings: Settings,
    disks: readonly object[],
    own?: string,
  ): Promise<Record<string, unknown>> {
    const folder = mkdtempSync(join(tmpdir(), 'agama-'));
    try {
      writeFileSync(join(folder, 'hw.libsonnet'), JSON.stringify({ disks }));
      writeFileSync(
        join(folder, 'profile.jsonnet'),
        rendered(agama, await contextOf(settings), 'profile.jsonnet', own),
      );
      const out = execFileSync('jsonnet', ['profile.jsonnet'], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
      });
      return JSON.parse(out) as Record<string, unknown>;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it.each([{}, { user: 'tech', post_script: 'true', root_password_hash: '$6$a$b' }, RICH])(
    'has scripts that a shell reads: %o',
    async (settings) => {
      const context = await contextOf(settings);
      for (const name of ['start.sh', 'late.sh', 'done.sh'])
        execFileSync('sh', ['-n'], { input: rendered(agama, context, name) });
      expect(rendered(agama, context, 'done.sh')).toContain(`'${OWN}/report/finished'`);
      expect(rendered(agama, context, 'start.sh')).toContain(`'${OWN}/report/log'`);
    },
  );

  it.each([
    ['plain', {}],
    ['lvm', { layout: 'lvm', swap: 'none', user: 'tech', root_password_hash: '$6$a$b' }],
    ['rich', RICH],
  ])('is as it was: %s', async (kind, settings) => {
    const context = await contextOf(settings);
    const texts = ['profile.jsonnet', 'start.sh', 'late.sh'].map((name) => rendered(agama, context, name));
    await expect(texts.join('\n')).toMatchFileSnapshot(`../golden/sles16-${kind}.txt`);
  });

  describe.skipIf(!existsSync('/usr/bin/jsonnet'))('evaluated by Jsonnet', () => {
    it('installs on the only fixed disk', async () => {
      const profile = await evaluated({ root_password_hash: '$6$a$b', hostname: 'node-7' }, [DISK, STICK]);
      expect(profile).toMatchObject({
        product: { id: 'SLES' },
        hostname: { static: 'node-7' },
        root: { password: '$6$a$b', hashedPassword: true },
        storage: {
          drives: [
            {
              search: '/dev/sda',
              partitions: [{ search: '*', delete: true }, { generate: 'default' }],
            },
          ],
        },
        scripts: {
          post: [
            { url: `${OWN}/late.sh`, chroot: true },
            { url: `${OWN}/done.sh`, chroot: false },
          ],
        },
      });
    });

    it.each([
      ['{ "product": { "id": "X" } }', ['fieldboot-zz-done']],
      [`local name = 'own'; { scripts: { post: [{ name: name }] } } // an end`, ['own', 'fieldboot-zz-done']],
    ])("tells the end from under a technician's own profile too: %s", async (own, names) => {
      const profile = await evaluated({}, [DISK], own);
      const { post } = profile.scripts as { post: { name: string; url?: string }[] };
      expect(post.map(({ name }) => name)).toEqual(names);
      expect(post.at(-1)?.url).toBe(`${OWN}/done.sh`);
    });

    it('refuses to guess', async () => {
      const other = { ...DISK, logicalname: '/dev/sdb' };
      await expect(evaluated({}, [DISK, other])).rejects.toThrow('No disk, or several');
      await expect(evaluated({}, [STICK])).rejects.toThrow('No disk, or several');
    });

    it('lays out everything the form has: LVM, mirrored disks, swap, file system', async () => {
      const storage = async (settings: Settings, disks: readonly object[] = [DISK]) =>
        (await evaluated({ disk: '', ...settings }, disks)).storage;
      expect(await storage({ layout: 'lvm', filesystem: 'xfs', swap: 'none' })).toEqual({
        drives: [{ search: '/dev/sda', alias: 'disk1', partitions: [{ search: '*', delete: true }] }],
        volumeGroups: [
          {
            name: 'system',
            physicalVolumes: [{ generate: { targetDevices: ['disk1'] } }],
            logicalVolumes: [
              { name: 'root', size: { min: '8 GiB' }, filesystem: { path: '/', type: 'xfs' } },
            ],
          },
        ],
      });
      expect(await storage({ swap: '4GiB' })).toMatchObject({
        drives: [
          {
            partitions: [
              { delete: true },
              { size: '4096 MiB', filesystem: { path: 'swap' } },
              { size: { min: '8 GiB' }, filesystem: { path: '/' } },
            ],
          },
        ],
      });
      const mirrored = await storage({ layout: 'raid1' }, [DISK, { ...DISK, logicalname: '/dev/sdb' }]);
      expect(mirrored).toMatchObject({
        boot: { configure: true, device: 'disk1' },
        drives: [
          {
            alias: 'disk1',
            partitions: [{ delete: true }, { alias: 'swap1', id: 'raid' }, { alias: 'root1', id: 'raid' }],
          },
          {
            alias: 'disk2',
            partitions: [{ delete: true }, { alias: 'swap2', id: 'raid' }, { alias: 'root2', id: 'raid' }],
          },
        ],
        mdRaids: [
          { name: 'swap', devices: ['swap1', 'swap2'] },
          { name: 'root', level: 'raid1', devices: ['root1', 'root2'], filesystem: { path: '/' } },
        ],
      });
    });

    it('asks the kernel which disks turn, of those alone that are there', async () => {
      const profile = rendered(agama, await contextOf({ disk_pick: 'ssd' }), 'profile.jsonnet');
      const folder = mkdtempSync(join(tmpdir(), 'agama-'));
      try {
        const nvme = { ...DISK, logicalname: '/dev/nvme0n1' };
        for (const [name, turns] of [
          ['sda', '1\n'],
          ['nvme0n1', '0\n'],
        ] as const) {
          mkdirSync(join(folder, name, 'queue'), { recursive: true });
          writeFileSync(join(folder, name, 'queue/rotational'), turns);
        }
        writeFileSync(join(folder, 'profile.jsonnet'), profile.replaceAll('/sys/block', folder));
        const searched = (disks: readonly object[]) => {
          writeFileSync(join(folder, 'hw.libsonnet'), JSON.stringify({ disks }));
          const out = execFileSync('jsonnet', ['profile.jsonnet'], {
            cwd: folder,
            encoding: 'utf8',
            stdio: 'pipe',
          });
          return (JSON.parse(out) as { storage: { drives: { search: string }[] } }).storage.drives.map(
            ({ search }) => search,
          );
        };
        expect(searched([DISK, nvme])).toEqual(['/dev/nvme0n1']);
        expect(() => searched([DISK])).toThrow('No disk, or several');
        expect(() => searched([{ ...DISK, logicalname: '/dev/dasda' }])).toThrow();
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('picks by rule', async () => {
      const small = { ...DISK, logicalname: '/dev/sdb', size: 1e11 };
      const drives = async (settings: Settings) =>
        ((await evaluated(settings, [DISK, small])).storage as { drives: { search: string }[] }).drives.map(
          (one) => one.search,
        );
      expect(await drives({ disk_pick: 'smallest' })).toEqual(['/dev/sdb']);
      expect(await drives({ disk_pick: 'largest' })).toEqual(['/dev/sda']);
      expect(await drives({ disk: '/dev/sda' })).toEqual(['/dev/sda']);
      expect(await drives({ disk_min: '400G' })).toEqual(['/dev/sda']);
      expect(await drives({ layout: 'raid1' })).toEqual(['/dev/sdb', '/dev/sda']);
    });
  });
});
