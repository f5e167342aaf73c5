/** Systems that run from the network: what each look-alike medium is started with, word for word. */
import { describe, expect, it } from 'vitest';
import { detectFamily, FAMILIES, familyOf, purposeOf } from '../../../core/images/families/index.ts';
import { parseLiveInfo } from '../../../core/images/families/liveboot/detect.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { layoutOf } from '../../lab/lookalikes/layouts.ts';
import { contextFor, MACHINE } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';
import { rendered } from '../support/render.ts';

const TREE = 'http://10.77.0.1:8067/images/medium/tree';
const ISO = 'http://10.77.0.1:8067/images/medium/medium.iso';
const NFS = '10.77.0.1:/images/medium/tree';
const BOOTIF = 'BOOTIF=01-52-54-00-12-34-56';

async function planned(
  medium: { label: string; files: Readonly<Record<string, string | null>> },
  settings: Settings = {},
  machine: Partial<typeof MACHINE> = {},
) {
  const detection = await detectFamily(fakeTree(medium.files, medium.label), 'x.iso');
  const family = familyOf(detection.family);
  const context = contextFor(family, detection, settings);
  return family.plan({ ...context, machine: { ...MACHINE, ...machine } });
}

const argsOf = async (name: string, settings: Settings = {}) => {
  const plan = await planned(layoutOf(name), settings);
  return plan.kind === 'linux' ? plan.args : plan;
};

describe('arguments of live systems', () => {
  it.each([
    [
      'debian-13-live',
      ['boot=live', 'components', 'quiet', 'splash', `fetch=${TREE}/live/filesystem.squashfs`],
    ],
    [
      'clonezilla-3.2',
      [
        ...[
          'boot=live',
          'union=overlay',
          'username=user',
          'config',
          'components',
          'quiet',
          'noswap',
          'edd=on',
        ],
        ...['nomodeset', 'ocs_live_run="ocs-live-general"', 'ocs_live_extra_param=""', 'ocs_live_batch="no"'],
        ...['net.ifnames=0', `fetch=${TREE}/live/filesystem.squashfs`],
      ],
    ],
    [
      'gparted-1.7',
      [
        ...[
          'boot=live',
          'union=overlay',
          'username=user',
          'config',
          'components',
          'noswap',
          'noeject',
          'vga=788',
        ],
        `fetch=${TREE}/live/filesystem.squashfs`,
      ],
    ],
    [
      'kali-2025',
      ['boot=live', 'components', 'quiet', 'splash', 'noeject', `fetch=${TREE}/live/filesystem.squashfs`],
    ],
    ['arch-2025.11', ['archisobasedir=arch', `archiso_http_srv=${TREE}/`]],
    ['systemrescue-12', ['archisobasedir=sysresccd', 'checksum', `archiso_http_srv=${TREE}/`]],
  ])('%s by HTTP', async (name, args) => {
    expect(await argsOf(name)).toEqual([...args, 'ip=dhcp', BOOTIF]);
  });

  it.each([
    ['debian-13-live', ['boot=live', 'components', 'quiet', 'splash', 'netboot=nfs', `nfsroot=${NFS}`]],
    ['arch-2025.11', ['archisobasedir=arch', `archiso_nfs_srv=${NFS}`, 'copytoram=n']],
  ])('%s by NFS', async (name, args) => {
    expect(await argsOf(name, { boot_way: 'nfs' })).toEqual([...args, 'ip=dhcp', BOOTIF]);
  });

  it('Fedora fetches its image, Mint its whole medium', async () => {
    expect(await argsOf('fedora-43-live', { kernel_args: 'console=ttyS0' })).toEqual([
      ...[
        'quiet',
        'rhgb',
        `root=live:${TREE}/LiveOS/squashfs.img`,
        'rd.live.image',
        'ip=dhcp',
        'rd.neednet=1',
      ],
      ...[BOOTIF, 'console=ttyS0'],
    ]);
    expect(await argsOf('mint-22', { boot_way: 'http' })).toEqual([
      ...['username=mint', 'hostname=mint', 'quiet', 'splash', 'boot=casper', 'ip=dhcp', `iso-url=${ISO}`],
      ...['root=/dev/ram0', 'ramdisk_size=1500000', BOOTIF, '--'],
    ]);
  });

  it('an unknown medium keeps its own, without the drive', async () => {
    expect(await argsOf('appliance-7')).toEqual(['"message=two words"', 'console=tty0', 'ip=dhcp', BOOTIF]);
    expect(await argsOf('appliance-7', { entry: 'rescue' })).toEqual(['single', 'ip=dhcp', BOOTIF]);
    expect(await argsOf('appliance-7', { entry: 'gone' })).toEqual({
      kind: 'blocked',
      sentence: 'The menu of this medium has no entry "gone".',
    });
  });
});

describe('the way of a live system', () => {
  const live = layoutOf('debian-13-live');
  const forecast = async (memoryMiB: number | null) => {
    const plan = await planned(live, {}, { memoryMiB });
    return plan.kind === 'linux' ? plan.forecast?.way : plan;
  };

  it('is the one that fits into the memory', async () => {
    expect([await forecast(8192), await forecast(null), await forecast(769)]).toEqual([
      'http',
      'http',
      'http',
    ]);
    expect(await forecast(512)).toMatchObject({ kind: 'blocked' });
    const detection = await detectFamily(fakeTree(live.files, live.label), 'x.iso');
    const large = { ...detection, facts: { ...detection.facts, rootBytes: String(3 * 2 ** 30) } };
    const family = familyOf('liveboot');
    const plan = family.plan({ ...contextFor(family, large), machine: { ...MACHINE, memoryMiB: 2048 } });
    expect(plan).toMatchObject({
      forecast: {
        way: 'nfs',
        needsMiB: 768,
        because:
          'Not by HTTP into memory: that needs 3840 MiB, because the live system of 3072 MiB lies in memory beside the system, and the machine has 2048 MiB.',
      },
    });
  });
});

describe('a program', () => {
  const medium = {
    label: 'MT86PLUS_64',
    files: { 'EFI/BOOT/bootx64.efi': 'MZ… Memtest86+ v7.20\0', 'boot/floppy.img': 'f' },
  };

  it('is started as it is, on either firmware', async () => {
    const program = { kind: 'program', title: 'memtest86+ 7.20 — Web node', args: ['console=ttyS0,115200'] };
    for (const firmware of ['bios', 'uefi-x64'] as const)
      expect(await planned(medium, { kernel_args: 'console=ttyS0,115200' }, { firmware })).toEqual({
        ...program,
        program: '/images/medium/tree/EFI/BOOT/bootx64.efi',
      });
    expect(await planned(medium, {}, { firmware: 'uefi-arm64' })).toMatchObject({ kind: 'blocked' });
  });
});

describe('a root file system', () => {
  const root = (id: string, more: Record<string, string> = {}) => ({
    label: 'x',
    files: {
      'etc/os-release': `PRETTY_NAME="Some ${id} 13"\nVERSION_ID='13'\nID=${id}\n`,
      'usr/sbin/init': 'i',
      'usr/lib/x86_64-linux-gnu': null,
      'boot/vmlinuz-6.9.1': 'k',
      'boot/vmlinuz-6.12.1': 'k',
      'boot/vmlinuz-6.13.1': 'no RAM disk',
      'boot/initrd.img-6.9.1': 'i',
      'boot/initrd.img-6.12.1': 'i',
      ...more,
    },
  });

  it('of Debian is mounted over NFS with memory over it', async () => {
    expect(await planned(root('debian'))).toEqual({
      kind: 'linux',
      title: 'Some debian 13, diskless — Web node',
      kernel: '/images/medium/tree/boot/vmlinuz-6.12.1',
      initrds: ['/images/medium/tree/boot/initrd.img-6.12.1', '/images/medium/tree/fieldboot-diskless.cpio'],
      args: ['boot=fieldboot', 'root=/dev/nfs', `nfsroot=${NFS}`, 'ip=dhcp', 'ro', BOOTIF],
      forecast: expect.objectContaining({ way: 'nfs', needsMiB: 512 }),
    });
  });

  it('of others by dracut', async () => {
    const fedora = root('fedora', { 'boot/vmlinuz-6.14': 'k', 'boot/initramfs-6.14.img': 'i' });
    expect(await planned(fedora)).toMatchObject({
      kernel: '/images/medium/tree/boot/vmlinuz-6.14',
      initrds: ['/images/medium/tree/boot/initramfs-6.14.img'],
      args: [
        `root=nfs:${NFS}:ro,vers=3,nolock`,
        'ip=dhcp',
        'rd.neednet=1',
        'ro',
        'systemd.volatile=overlay',
        BOOTIF,
      ],
    });
  });

  it('may lie in a folder, its kernel beside it', async () => {
    const { files } = root('debian');
    const moved = Object.fromEntries(Object.entries(files).map(([path, text]) => [`rootfs/${path}`, text]));
    const plan = await planned({ label: 'x', files: moved });
    expect(plan).toMatchObject({
      kernel: '/images/medium/tree/rootfs/boot/vmlinuz-6.12.1',
      args: expect.arrayContaining([`nfsroot=${NFS}/rootfs`]),
    });
  });

  it('is none without its kernel, or without a system', async () => {
    const bare = { label: 'x', files: { 'etc/os-release': 'ID=debian\n', 'usr/sbin/init': 'i' } };
    await expect(planned(bare)).rejects.toThrow('no kernel with its RAM disk in boot');
    await expect(planned({ label: 'x', files: { 'etc/os-release': 'x' } })).rejects.toThrow(
      'no root file system',
    );
  });
});

describe('systems with arguments of their own', () => {
  const OWN = 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN';

  it('CoreOS fetches its root and its Ignition file', async () => {
    const files = {
      'coreos/features.json': '{"version": "42.20251012.3.0"}',
      'images/pxeboot/vmlinuz': 'k',
      'images/pxeboot/initrd.img': 'i',
      'images/pxeboot/rootfs.img': 'r',
    };
    const plan = await planned({ label: 'fedora-coreos-42.20251012.3.0', files });
    expect(plan).toMatchObject({
      title: 'Fedora CoreOS 42.20251012.3.0 — Web node',
      args: [
        `coreos.live.rootfs_url=${TREE}/images/pxeboot/rootfs.img`,
        ...['ignition.firstboot', 'ignition.platform.id=metal', `ignition.config.url=${OWN}/config.ign`],
        ...['ip=dhcp', 'rd.neednet=1', BOOTIF],
      ],
    });
  });

  it('Flatcar is its RAM disk', async () => {
    const files = { 'flatcar_production_pxe.vmlinuz': 'k', 'flatcar_production_pxe_image.cpio.gz': 'i' };
    expect(await planned({ label: '', files })).toMatchObject({
      args: ['flatcar.first_boot=1', `ignition.config.url=${OWN}/config.ign`, BOOTIF],
      forecast: { needsMiB: 3072 },
    });
  });

  it('Alpine has its modules and packages over HTTP', async () => {
    const files = {
      '.alpine-release': 'alpine-std 3.22.2 x86_64\n',
      'boot/vmlinuz-lts': 'k',
      'boot/initramfs-lts': 'i',
      'boot/modloop-lts': 'm',
      'apks/x86_64/APKINDEX.tar.gz': 'a',
    };
    const medium = { label: 'alpine-std 3.22.2 x86_64', files };
    expect(await planned(medium)).toMatchObject({
      args: [
        ...['ip=dhcp', BOOTIF, `alpine_repo=${TREE}/apks`, `modloop=${TREE}/boot/modloop-lts`],
        'modules=loop,squashfs',
      ],
    });
    const found = await detectFamily(fakeTree(files), 'a.iso');
    expect([found.name, found.warnings.map(({ code }) => code)]).toEqual([
      'Alpine Linux 3.22.2',
      ['RAM_DISK_FEW_CARDS'],
    ]);
    const { 'apks/x86_64/APKINDEX.tar.gz': _, '.alpine-release': __, ...netboot } = files;
    expect(await planned({ label: '', files: netboot })).toMatchObject({ kind: 'blocked' });
  });

  it('NixOS boots from its netboot files; of its ISO it is said that it cannot', async () => {
    const init = 'init=/nix/store/abc-nixos-system-25.11/init';
    const files = {
      'netboot.ipxe': `#!ipxe\nkernel bzImage ${init} initrd=initrd quiet\n`,
      bzImage: 'k',
      initrd: 'i',
    };
    expect(await planned({ label: '', files })).toMatchObject({
      args: [init, 'nohibernate', 'loglevel=4', BOOTIF],
    });
    const iso = { 'nix-store.squashfs': 's', 'boot/bzImage': 'k', 'boot/initrd': 'i' };
    expect(await planned({ label: 'nixos-minimal-25.11-x86_64', files: iso })).toMatchObject({
      kind: 'blocked',
    });
    const found = await detectFamily(fakeTree(iso, 'nixos-minimal-25.11-x86_64'), 'n.iso');
    expect([found.name, found.warnings.map(({ code }) => code)]).toEqual([
      'NixOS 25.11',
      ['MEDIUM_NEEDS_DRIVE'],
    ]);
  });

  it('Ignition gets who may log in, and the name', async () => {
    const family = familyOf('flatcar');
    const files = { 'flatcar/vmlinuz': 'k', 'flatcar/cpio.gz': 'i' };
    const context = contextFor(family, await detectFamily(fakeTree(files), 'f.iso'), {
      ssh_key: 'ssh-ed25519 AAAA me',
      hostname: 'node-7',
    });
    expect(JSON.parse(rendered(family, context, 'config.ign'))).toEqual({
      ignition: { version: '3.3.0' },
      passwd: { users: [{ name: 'core', sshAuthorizedKeys: ['ssh-ed25519 AAAA me'] }] },
      storage: {
        files: [
          { path: '/etc/hostname', mode: 420, overwrite: true, contents: { source: 'data:,node-7%0A' } },
        ],
      },
    });
  });
});

it.each([
  ['Debian GNU/Linux 13.1.0 "Trixie" - Official amd64 LIVE/INSTALL Binary', 'Debian live', '13.1'],
  ['Official Debian GNU/Linux Live 12.5.0 gnome 2024-02-10T11:27', 'Debian live', '12.5'],
  ['Kali GNU/Linux 2025.3 "Kali-last-snapshot" - Official amd64', 'Kali live', '2025.3'],
  ['Debian GNU/Linux 2019.3 "Kali-rolling" - Official Snapshot amd64', 'Kali live', '2019.3'],
  ['TAILS 6.9 - 20241125', 'Tails', '6.9'],
])('.disk/info %s', (text, title, version) => {
  expect(parseLiveInfo(text)).toEqual({ title, version });
});

const LIVE_SETTINGS = ['entry', 'boot_way', 'kernel_args', 'mirror', 'hostname', 'user', 'ssh_key', 'sudo'];

describe('every family that installs nothing', () => {
  const running = FAMILIES.filter((family) => purposeOf(family, family.defaults) === 'run');

  it('has none of the settings of an installation but who may log in, unless it can be asked to install', () => {
    expect(running.map(({ id }) => id)).toEqual([
      'coreos',
      'flatcar',
      'nixos',
      'alpine',
      'archiso',
      'liveboot',
      'livecd',
      'memtest',
      'diskless',
      'generic',
    ]);
    const asked = running.filter(({ defaults }) => defaults.purpose === 'run');
    expect(asked.map(({ id }) => id)).toEqual(['coreos', 'flatcar', 'alpine']);
    for (const { defaults } of running.filter((family) => !asked.includes(family)))
      expect(Object.keys(defaults).filter((key) => !LIVE_SETTINGS.includes(key))).toEqual([]);
  });

  it('says of the image of its system that it runs, of nothing that it installs', () => {
    const paths = ['live/vmlinuz', 'live/initrd.img', 'live/filesystem.squashfs', 'medium.iso', 'README.txt'];
    expect(paths.map((path) => familyOf('liveboot').stage(path))).toEqual([
      'kernel',
      'initrd',
      'system',
      'system',
      null,
    ]);
    expect(familyOf('archiso').stage('arch/x86_64/airootfs.sfs')).toBe('system');
    expect(familyOf('livecd').stage('LiveOS/squashfs.img')).toBe('system');
    expect(familyOf('diskless').stage('usr/lib/systemd/systemd')).toBe('system');
  });
});
