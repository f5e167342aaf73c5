import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { parseUbuntuInfo } from '../../../core/images/families/ubuntu/detect.ts';
import { netplanOf } from '../../../core/images/families/ubuntu/netplan.ts';
import { storageOf } from '../../../core/images/families/ubuntu/storage.ts';
import { ubuntu } from '../../../core/images/families/ubuntu/ubuntu.ts';
import type { InstallContext } from '../../../core/images/family.ts';
import { formOf } from '../../../core/images/form.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, detectedBy, linuxPlanOf, MACHINE, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';
import { RICH } from '../support/rich.ts';

const GIB = 2 ** 30;
const OWN = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN';
const SERVER = {
  '.disk/info': 'Ubuntu-Server 24.04.1 LTS "Noble Numbat" - Release amd64 (20240827)',
  'casper/vmlinuz': 'k',
  'casper/initrd': 'i',
  'casper/install-sources.yaml': '- id: ubuntu-server\n',
};
const disk = (info: string) => ({ ...SERVER, '.disk/info': info });
const DESKTOP = disk('Ubuntu 26.04 LTS "Resolute Raccoon" - Release amd64 (20260423)');
const { 'casper/install-sources.yaml': _, ...JAMMY } = disk(
  'Ubuntu 22.04.5 LTS "Jammy Jellyfish" - Release amd64 (20240911)',
);

interface Machine {
  readonly memoryMiB?: number | null;
  readonly mediumBytes?: number;
  readonly nfs?: InstallContext['urls']['nfs'];
  readonly firmware?: InstallContext['machine']['firmware'];
}

async function contextOf(
  files: Record<string, string | null>,
  settings: Settings = {},
  { memoryMiB = 16384, mediumBytes = 2.6 * GIB, nfs, firmware = 'bios' }: Machine = {},
): Promise<InstallContext> {
  const context = contextFor(ubuntu, await detectedBy(ubuntu, fakeTree(files)), settings);
  return {
    ...context,
    image: { ...context.image, bytes: mediumBytes },
    machine: { ...context.machine, memoryMiB, firmware },
    urls: { ...context.urls, ...(nfs === undefined ? {} : { nfs }) },
  };
}

/** Sections of a rendered user-data: one on each line, its value as JSON. */
async function sections(settings: Settings, machine: Machine = {}): Promise<Record<string, unknown>> {
  const text = rendered(ubuntu, await contextOf(SERVER, settings, machine), 'user-data');
  const lines = [...text.matchAll(/^ {2}([a-z-]+): (.*)$/gm)];
  return Object.fromEntries(lines.map(([, key, value = '']) => [key, JSON.parse(value)]));
}

describe('detection of Ubuntu', () => {
  it('reads a server medium', async () => {
    expect(await detectedBy(ubuntu, fakeTree(SERVER))).toEqual({
      family: 'ubuntu',
      name: 'Ubuntu Server 24.04.1',
      version: '24.04.1',
      arch: 'amd64',
      kernel: 'casper/vmlinuz',
      initrd: ['casper/initrd'],
      reason: '.disk/info says Ubuntu-Server 24.04.1 and casper/vmlinuz is there.',
      facts: { codename: 'noble', release: '24.04', kind: 'server', installer: 'subiquity' },
      warnings: [],
    });
  });

  it.each([
    [
      'Ubuntu-Server 20.04.6 LTS "Focal Fossa" - Release amd64 (20230314)',
      'Ubuntu-Server',
      '20.04.6',
      'focal',
    ],
    ['Ubuntu 25.10 "Questing Quokka" - Release arm64 (20251007)', 'Ubuntu', '25.10', 'questing'],
    ['Xubuntu 24.04 LTS "Noble Numbat" - Release amd64 (20240424)', 'Xubuntu', '24.04', 'noble'],
    ['Ubuntu-MATE 24.04.1 LTS "Noble Numbat" - Release amd64', 'Ubuntu-MATE', '24.04.1', 'noble'],
    ['Ubuntu-Studio 24.04 LTS "Noble Numbat" - Release amd64', 'Ubuntu-Studio', '24.04', 'noble'],
  ])('reads %s', (text, product, version, codename) => {
    expect(parseUbuntuInfo(text)).toMatchObject({ product, version, codename });
  });

  it.each([
    [DESKTOP, 'desktop', 'subiquity', []],
    [JAMMY, 'desktop', 'ubiquity', ['INSTALLER_ASKS']],
    [
      { ...JAMMY, '.disk/info': 'Lubuntu 24.04 LTS "Noble Numbat" - Release amd64' },
      'desktop',
      'none',
      ['INSTALLER_ASKS'],
    ],
  ])('knows which installer %o has', async (files, kind, installer, codes) => {
    const { facts, warnings } = await detectedBy(ubuntu, fakeTree(files));
    expect([facts.kind, facts.installer, warnings.map(({ code }) => code)]).toEqual([kind, installer, codes]);
  });

  it('leaves others alone, and says whose they are', async () => {
    expect(await refusedBy(ubuntu, fakeTree(disk('Linux Mint 22 "Wilma" - Release amd64')))).toContain(
      '"Linux Mint 22 "Wilma" - Release amd64", which is not Ubuntu',
    );
    expect(await refusedBy(ubuntu, fakeTree({ ...SERVER, 'live/filesystem.squashfs': 's' }))).toContain(
      'live-boot',
    );
    expect(await refusedBy(ubuntu, fakeTree({ 'casper/vmlinuz': 'k' }))).toContain('does not say whose');
    expect(await refusedBy(ubuntu, fakeTree({ '.disk/info': SERVER['.disk/info'] }))).toContain(
      'None of its marks',
    );
  });
});

describe('the boot plan of Ubuntu', () => {
  it('takes the ISO into memory where there is room for it', async () => {
    const plan = linuxPlanOf(ubuntu, await contextOf(SERVER, { kernel_args: 'console=ttyS0' }));
    expect(plan).toMatchObject({
      kernel: '/images/medium/tree/casper/vmlinuz',
      initrds: ['/images/medium/tree/casper/initrd'],
      args: [
        'ip=dhcp',
        'BOOTIF=01-52-54-00-12-34-56',
        'iso-url=http://10.77.0.1:8067/images/medium/medium.iso',
        'cloud-config-url=/dev/null',
        'root=/dev/ram0',
        'ramdisk_size=1500000',
        'autoinstall',
        `ds=nocloud;s=${OWN}/`,
        '---',
        'console=ttyS0',
      ],
      forecast: { way: 'http', needsMiB: 2663 + 1536 + 512, hasMiB: 16384 },
    });
  });

  it('goes by NFS with a fraction of it', async () => {
    const plan = linuxPlanOf(ubuntu, await contextOf(SERVER, {}, { memoryMiB: 2048 }));
    expect(plan.args).toEqual([
      'ip=dhcp',
      'BOOTIF=01-52-54-00-12-34-56',
      'boot=casper',
      'netboot=nfs',
      'nfsroot=10.77.0.1:/images/medium/tree',
      'cloud-config-url=/dev/null',
      'autoinstall',
      `ds=nocloud;s=${OWN}/`,
      '---',
    ]);
    expect(plan.forecast).toMatchObject({ way: 'nfs', needsMiB: 1536, hasMiB: 2048 });
    expect(plan.forecast?.because).toContain('the whole medium of 2663 MiB lies in memory');
  });

  it.each([
    [{ memoryMiB: 1024 }, 'that needs 1536 MiB'],
    [{ memoryMiB: 2048, nfs: null }, 'the NFS door is shut'],
    [{ memoryMiB: 2048, nfs: { path: 'h:/p', portMapper: false } }, 'port 111'],
  ])('of a machine with %o says why it cannot start', async (machine, reason) => {
    const plan = ubuntu.plan(await contextOf(SERVER, {}, machine));
    expect(plan).toMatchObject({ kind: 'blocked', sentence: expect.stringContaining(reason) });
  });

  it('does as it is told', async () => {
    const context = await contextOf(SERVER, { boot_way: 'http' }, { memoryMiB: 1024 });
    expect(linuxPlanOf(ubuntu, context).forecast?.because).toBe('The profile says so.');
  });

  it('speaks to the releases as each understands', async () => {
    const focal = linuxPlanOf(
      ubuntu,
      await contextOf(disk('Ubuntu-Server 20.04.6 LTS "Focal Fossa" - Release amd64')),
    );
    expect(focal.args).toContain('url=http://10.77.0.1:8067/images/medium/medium.iso');
    expect(focal.args).toContain(`ds=nocloud-net;s=${OWN}/`);
    const jammy = linuxPlanOf(ubuntu, await contextOf(JAMMY));
    expect(jammy.args).toContain('iso-url=http://10.77.0.1:8067/images/medium/medium.iso');
    expect(jammy.args).toContain('automatic-ubiquity');
    expect(jammy.args).toContain(`url=${OWN}/ubiquity.seed`);
    expect(
      rendered(ubuntu, await contextOf(JAMMY, { timezone: 'Asia/Shanghai' }), 'ubiquity.seed'),
    ).toContain('d-i time/zone string Asia/Shanghai');
  });

  it.each([
    ['casper/vmlinuz', 'kernel'],
    ['casper/initrd', 'initrd'],
    ['medium.iso', 'installer'],
    ['casper/ubuntu-server-minimal.squashfs', 'installer'],
    ['pool/main/o/openssh/openssh-server_9.6_amd64.deb', 'packages'],
    ['README', null],
  ])('a request for %s tells %s', (path, stage) => {
    expect(ubuntu.stage(path)).toBe(stage);
  });
});

describe("Ubuntu's answers", () => {
  const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 tech';

  it('have an account, its keys and what the installer shall ask nobody for', async () => {
    expect(await sections({ user: 'tech', ssh_key: KEY, timezone: 'Asia/Shanghai' })).toMatchObject({
      version: 1,
      timezone: 'Asia/Shanghai',
      keyboard: { layout: 'us' },
      'interactive-sections': [],
      identity: { username: 'tech', realname: 'tech', password: '*' },
      ssh: { 'install-server': true, 'authorized-keys': [KEY], 'allow-pw': false },
      storage: { layout: { name: 'direct', match: { path: '/dev/fieldboot-disk-1' } } },
      shutdown: 'reboot',
      reporting: { fieldboot: { type: 'webhook', endpoint: `${OWN}/report/curtin` } },
      'late-commands': [
        `curl -fsS -m 60 -o /run/fieldboot-late.sh ${OWN}/late.sh && sh /run/fieldboot-late.sh`,
      ],
    });
  });

  it('ask for an account when nothing was set, and make root alone when only root was', async () => {
    const nothing = await sections({});
    expect([nothing['interactive-sections'], nothing.identity]).toEqual([['identity'], undefined]);
    const root = await sections({ root_password_hash: '$6$salt$hash' });
    expect(root).toMatchObject({ 'interactive-sections': [], 'user-data': { disable_root: false } });
    const late = rendered(ubuntu, await contextOf(SERVER, { root_password_hash: '$6$salt$hash' }), 'late.sh');
    expect(late).toContain(`printf '%s\\n' 'root:$6$salt$hash' | chroot /target chpasswd -e`);
  });

  // The command: apt-get install --no-install-recommends cloud-init
  it.skipIf(!existsSync('/usr/bin/cloud-init')).each([{}, { root_password_hash: '$6$salt$hash' }, RICH])(
    'are what the schema of cloud-init itself takes, in the live system and in the installed one: %o',
    async (settings) => {
      const context = await contextOf(SERVER, settings);
      const userData = rendered(ubuntu, context, 'user-data');
      const { autoinstall, ...live } = parse(userData) as Record<string, Record<string, unknown>>;
      // An empty list is what cloud-init's documentation calls the way to have no account; its schema of 22.4 wants one.
      const { users: _users, ...installed } = (autoinstall?.['user-data'] ?? {}) as Record<string, unknown>;
      for (const config of [live, installed, parse(rendered(ubuntu, context, 'vendor-data'))]) {
        const folder = mkdtempSync(join(tmpdir(), 'cloud-'));
        writeFileSync(join(folder, 'config'), `#cloud-config\n${stringify(config)}`);
        const said = execFileSync('cloud-init', ['schema', '-c', join(folder, 'config')], {
          encoding: 'utf8',
        });
        expect(said).toContain('Valid cloud-config');
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('name machine and seed for cloud-init', async () => {
    const context = await contextOf(SERVER, { hostname: 'node-7' });
    expect(rendered(ubuntu, context, 'meta-data')).toBe(
      'instance-id: "52:54:00:12:34:56"\nlocal-hostname: "node-7"\n',
    );
    expect(rendered(ubuntu, context, 'vendor-data')).toBe('#cloud-config\n{}\n');
    expect(rendered(ubuntu, context, 'user-data').startsWith('#cloud-config\n')).toBe(true);
  });

  it.each([
    {},
    { disk: '/dev/sda', ntp: 'a b', kernel_args: 'console=ttyS0', finish: 'poweroff' },
    {
      disk_pick: 'smallest-ssd',
      disk_min: '100G',
      disk_model: "O'Neil",
      layout: 'raid1',
      user: 'tech',
      ssh_key: KEY,
    },
    {
      vlan: '12',
      bond: '802.3ad',
      bond_ports: '52:54:00:00:00:02',
      post_script: 'echo "done"\nexit 0',
      ssh_key: KEY,
    },
  ])('have scripts that a shell reads: %o', async (settings) => {
    const context = await contextOf(SERVER, settings);
    for (const name of ['early.sh', 'late.sh', 'failed.sh'])
      execFileSync('sh', ['-n'], { input: rendered(ubuntu, context, name) });
    expect(rendered(ubuntu, context, 'late.sh')).toContain(
      `curl -fs -m 15 -o /dev/null '${OWN}/report/finished'`,
    );
    expect(rendered(ubuntu, context, 'failed.sh')).toContain(`--data-binary @- '${OWN}/report/log'`);
  });

  describe("from a technician's own user-data", () => {
    const run = (name: string) =>
      `curl -fsS -m 60 -o /run/fieldboot-${name} ${OWN}/${name} && sh /run/fieldboot-${name}`;
    const own = async (text: string) => rendered(ubuntu, await contextOf(SERVER), 'user-data', text);

    it('tell the end after its own commands, and the failure, and keep its comments', async () => {
      const text = await own(
        '#cloud-config\nautoinstall:\n  # mine\n  version: 1\n  late-commands:\n    - one\n',
      );
      expect(text).toBe(
        `#cloud-config\nautoinstall:\n  # mine\n  version: 1\n  late-commands:\n    - one\n    - ${run('done.sh')}\n` +
          `  error-commands:\n    - ${run('failed.sh')}\n`,
      );
    });

    it.each([
      '#cloud-config\nautoinstall:\n  late-commands: [curl {{ urls.report }}/finished]\n  error-commands: [curl {{ urls.report }}/failed]\n',
      '#cloud-config\nusers: []\n',
      'autoinstall: [\n',
    ])('leave alone what tells them itself, or is none: %j', async (text) => {
      expect(await own(text)).toBe(text.replaceAll('{{ urls.report }}', `${OWN}/report`));
    });

    it('have a script for the end', async () => {
      const text = rendered(ubuntu, await contextOf(SERVER), 'done.sh');
      execFileSync('sh', ['-n'], { input: text });
      expect(text).toContain(`'${OWN}/report/finished'`);
    });
  });

  describe.each([
    ['20.04', 'Ubuntu-Server 20.04.6 LTS "Focal Fossa" - Release amd64 (20230314)'],
    ['22.04', 'Ubuntu-Server 22.04.5 LTS "Jammy Jellyfish" - Release amd64 (20240911)'],
    ['24.04', 'Ubuntu-Server 24.04.3 LTS "Noble Numbat" - Release amd64 (20250805)'],
    ['26.04', 'Ubuntu-Server 26.04 LTS "Resolute Raccoon" - Release amd64 (20260423)'],
  ])('of %s', (release, info) => {
    it.each([
      ['plain', {}],
      ['rich', RICH],
    ])('are as they were: %s', async (kind, settings) => {
      const context = await contextOf(disk(info), settings, { firmware: 'uefi-x64' });
      const texts = ['user-data', 'late.sh'].map((name) => rendered(ubuntu, context, name));
      await expect(texts.join('\n')).toMatchFileSnapshot(`../golden/ubuntu-${release}-${kind}.txt`);
    });
  });

  it('name a time zone that every release knows, and a mirror as each understands', async () => {
    const focal = await contextOf(disk('Ubuntu-Server 20.04.6 LTS "Focal Fossa" - Release amd64'), {
      mirror: 'http://m/u',
    });
    const text = rendered(ubuntu, focal, 'user-data');
    expect(text).toContain('timezone: "UTC"');
    expect(text).toContain('"primary":[{"arches":["default"],"uri":"http://m/u"}]');
    expect(await sections({ mirror: 'http://m/u', packages: '@ubuntu-desktop vim' })).toMatchObject({
      apt: { 'mirror-selection': { primary: [{ uri: 'http://m/u' }] } },
      packages: ['ubuntu-desktop^', 'vim'],
    });
  });

  it('say what they leave out', async () => {
    const wanted = formOf({ selinux: 'enforcing', layout: 'lvm', user: 'tech', ssh_key: KEY });
    expect(ubuntu.leftOut?.((await contextOf(SERVER)).image, wanted)).toEqual(['selinux']);
    expect(ubuntu.leftOut?.((await contextOf(JAMMY)).image, wanted)).toEqual([
      'layout',
      'ssh_key',
      'sudo',
      'selinux',
    ]);
  });

  it('of the old desktop bring its log with a failure', async () => {
    const seed = rendered(ubuntu, await contextOf(JAMMY), 'ubiquity.seed').replace(/ \\\n */g, ' ');
    const [, command = ''] = /failure_command string (.*)/.exec(seed) ?? [];
    execFileSync('sh', ['-n'], { input: command });
    expect(command).toMatch(/--post-file=\S+ '[^']+\/report\/log'; wget .*\/report\/failed'$/);
  });

  it('put the chosen disk in its place, and refuse to guess', async () => {
    const early = rendered(ubuntu, await contextOf(SERVER), 'early.sh');
    const run = (disks: readonly string[]) => {
      const make = disks.map(
        (name) => `mkdir -p $R/${name}; cd $R/${name}; echo 0 > removable; echo 0 > ro; echo 100 > size`,
      );
      const script = `R=$(mktemp -d); trap 'rm -rf $R' EXIT; curl() { :; }
echo 'path: /dev/fieldboot-disk-1' > $R/auto
${make.join('\n')}
(${early.replaceAll('/sys/block', '$R').replaceAll('/autoinstall.yaml', '$R/auto')}
) 2> /dev/null
echo "status $?"; cat $R/auto`;
      return execFileSync('bash', ['-c', script.replaceAll('/tmp/fieldboot-', '$R/')], { encoding: 'utf8' })
        .trim()
        .split('\n');
    };
    expect(run(['vda'])).toEqual(['status 0', 'path: /dev/vda']);
    expect(run(['sda', 'sdb'])).toEqual(['status 1', 'path: /dev/fieldboot-disk-1']);
    expect(run([])).toEqual(['status 1', 'path: /dev/fieldboot-disk-1']);
  });
});

describe('storage of an autoinstall', () => {
  const of = (settings: Settings, uefi = false) => storageOf(formOf(settings).layout, uefi);

  it("uses the installer's own layouts where one does", () => {
    expect(of({ layout: 'lvm', swap: '0M' })).toEqual({
      swap: { size: 0 },
      layout: { name: 'lvm', 'sizing-policy': 'all', match: { path: '/dev/fieldboot-disk-1' } },
    });
  });

  it('mirrors the root of two disks, each of which can start the machine', () => {
    const { config } = of({ layout: 'raid1', filesystem: 'xfs' }, true) as {
      config: { id: string; type: string }[];
    };
    expect(config.map(({ type, id }) => `${type} ${id}`)).toEqual([
      'disk disk-1',
      'partition esp-1',
      'format format-esp-1',
      'partition root-1',
      'disk disk-2',
      'partition esp-2',
      'format format-esp-2',
      'partition root-2',
      'raid md0',
      'format format-root',
      'mount mount-root',
      'mount mount-esp',
    ]);
    expect(config.find(({ id }) => id === 'md0')).toMatchObject({
      devices: ['root-1', 'root-2'],
      raidlevel: 'raid1',
    });
    const bios = of({ layout: 'raid1' }).config as { grub_device?: boolean }[];
    expect(bios.filter((action) => action.grub_device)).toHaveLength(2);
  });
});

describe('the network of the installed system', () => {
  const of = (settings: Settings) => netplanOf(formOf(settings).network, MACHINE.mac);

  it('has a fixed address on the interface that it booted from', () => {
    expect(
      of({ address: '192.168.1.5/24', gateway: '192.168.1.1', dns: '9.9.9.9', domain: 'lab.example' }),
    ).toEqual({
      network: {
        version: 2,
        ethernets: {
          boot0: {
            match: { macaddress: MACHINE.mac },
            addresses: ['192.168.1.5/24'],
            routes: [{ to: 'default', via: '192.168.1.1' }],
            nameservers: { addresses: ['9.9.9.9'], search: ['lab.example'] },
          },
        },
      },
    });
  });

  it('has the addresses on the uppermost of interface, bond and VLAN', () => {
    expect(of({ vlan: '12', bond: '802.3ad', bond_ports: '52:54:00:00:00:02' })).toEqual({
      network: {
        version: 2,
        ethernets: {
          boot0: { match: { macaddress: MACHINE.mac } },
          boot1: { match: { macaddress: '52:54:00:00:00:02' } },
        },
        bonds: { bond0: { interfaces: ['boot0', 'boot1'], parameters: { mode: '802.3ad' } } },
        vlans: { vlan12: { id: 12, link: 'bond0', dhcp4: true } },
      },
    });
  });
});
