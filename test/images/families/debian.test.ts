import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderAnswers } from '../../../core/images/answers.ts';
import { debian } from '../../../core/images/families/debian/debian.ts';
import { parseDiskInfo } from '../../../core/images/families/debian/detect.ts';
import { abiMismatch, kernelAbi, udebAbi } from '../../../core/images/families/debian/kernel-abi.ts';
import { estimateProgress } from '../../../core/images/families/index.ts';
import type { Detection } from '../../../core/images/image.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { contextFor, detectedBy, linuxPlanOf, refusedBy } from '../support/context.ts';
import { fakeTree } from '../support/fake-tree.ts';

const UDEB = 'pool/main/l/linux-signed-amd64/ext4-modules-6.12.107+deb13-amd64-di_6.12.107-1_amd64.udeb';
const DVD = {
  '.disk/info': 'Debian GNU/Linux 13.7.0 "Trixie" - Official amd64 DVD Binary-1 with firmware 20260905-09:05',
  'dists/trixie/Release': 'Origin: Debian\nCodename: trixie\nVersion: 13.7\nSHA256:\n 00 1 Version: 99\n',
  'install.amd/vmlinuz': 'kernel',
  'install.amd/initrd.gz': 'initrd',
  'pool/main/o/openssh/openssh-server_10.0p1-7_amd64.deb': 'deb',
  [UDEB]: 'udeb',
};
const template = readFileSync('resources/answers/debian-preseed.liquid', 'utf8');

async function detected(files: Record<string, string | null> = DVD): Promise<Detection> {
  return detectedBy(debian, fakeTree(files));
}

async function preseed(settings: Settings): Promise<string> {
  const context = contextFor(debian, await detected(), settings);
  return renderAnswers(template, { ...context, ...debian.variables(context) }, 'Web node');
}

describe('detection of Debian', () => {
  it('reads a full medium', async () => {
    expect(await detected()).toEqual({
      family: 'debian',
      name: 'Debian 13.7 "trixie"',
      version: '13.7',
      arch: 'amd64',
      kernel: 'install.amd/vmlinuz',
      initrd: ['install.amd/initrd.gz'],
      reason: '.disk/info says Debian GNU/Linux 13.7 and dists/trixie/Release is there.',
      facts: {
        codename: 'trixie',
        kind: 'DVD',
        release: '13',
        releasePath: 'dists/trixie/Release',
        abis: '6.12.107+deb13-amd64',
        ssh: 'yes',
      },
      warnings: [],
    });
  });

  it.each([
    [
      'Debian GNU/Linux 12.5.0 "Bookworm" - Official amd64 NETINST with firmware 20240210-11:27',
      '12.5',
      'bookworm',
      'amd64',
      'NETINST',
    ],
    ['Debian GNU/Linux 12.0.0 "Bookworm" - Official i386 DVD Binary-1', '12.0', 'bookworm', 'i386', 'DVD'],
    [
      'Debian GNU/Linux testing "Trixie" - Official Snapshot arm64 NETINST 20250101',
      'testing',
      'trixie',
      'arm64',
      'NETINST',
    ],
  ])('reads %s', (text, version, codename, arch, kind) => {
    expect(parseDiskInfo(text)).toEqual({ version, codename, arch, kind });
  });

  it('warns that a network-install medium holds little, and one without a pool nothing', async () => {
    const netinst = DVD['.disk/info'].replace('DVD Binary-1', 'NETINST');
    const codes = async (files: Record<string, string | null>) =>
      (await detected(files)).warnings.map(({ code }) => code);
    expect(await codes({ ...DVD, '.disk/info': netinst })).toEqual(['MEDIUM_PARTIAL']);
    const { [UDEB]: _, ...noPool } = DVD;
    expect(await codes(noPool)).toEqual(['MEDIUM_NO_PACKAGES']);
  });

  it('leaves others alone', async () => {
    const ubuntu = 'Ubuntu-Server 24.04 LTS "Noble Numbat" - Release amd64';
    expect(await refusedBy(debian, fakeTree({ ...DVD, '.disk/info': ubuntu }))).toContain(
      'does not say Debian',
    );
    expect(await refusedBy(debian, fakeTree({ '.disk/info': DVD['.disk/info'] }))).toContain(
      'dists/trixie/Release is not there',
    );
    expect(await refusedBy(debian, fakeTree({ ...DVD, casper: null }))).toContain(
      "a medium of Ubuntu's kind",
    );
    expect(await refusedBy(debian, fakeTree({}))).toContain('None of its marks');
  });
});

describe("Debian's served tree", () => {
  it('adds the network installer, the key and the signatures', async () => {
    const files = debian.overlay(await detected());
    expect(files.map(({ path, kind }) => [path, kind])).toEqual([
      ['netboot/linux', 'boot-file'],
      ['netboot/initrd.gz', 'boot-file'],
      ['netboot/fieldboot.cpio', 'cpio'],
      ['dists/trixie/InRelease', 'clear-signed'],
      ['dists/trixie/Release.gpg', 'detached-signature'],
    ]);
    expect(files[0]).toEqual({
      path: 'netboot/linux',
      kind: 'boot-file',
      name: 'debian-installer/13/amd64/linux',
    });
  });

  it('takes the network installer from the medium when it has one', async () => {
    const own = { 'install.amd/netboot/vmlinuz': 'k', 'install.amd/netboot/initrd.gz': 'i' };
    const detection = await detected({ ...DVD, ...own });
    expect(debian.overlay(detection).map(({ kind }) => kind)).not.toContain('boot-file');
    const { kernel, initrds } = linuxPlanOf(debian, contextFor(debian, detection));
    expect([kernel, ...initrds]).toEqual([
      '/images/medium/tree/install.amd/netboot/vmlinuz',
      '/images/medium/tree/install.amd/netboot/initrd.gz',
      '/images/medium/tree/netboot/fieldboot.cpio',
    ]);
  });

  it('adds no folder to the RAM disk and only hooks that a shell can read', async () => {
    const cpio = debian.overlay(await detected()).find(({ kind }) => kind === 'cpio');
    if (cpio?.kind !== 'cpio') throw new Error('no archive');
    for (const { name, content } of cpio.members) {
      expect(name.endsWith('/')).toBe(false);
      if (typeof content === 'string') execFileSync('sh', ['-n'], { input: content });
    }
  });
});

describe("Debian's boot plan", () => {
  it('names the machine, its answers and its interface', async () => {
    const settings = { domain: 'lab.example', kernel_args: 'console=ttyS0,115200 nomodeset' };
    expect(linuxPlanOf(debian, contextFor(debian, await detected(), settings))).toEqual({
      kind: 'linux',
      title: 'Debian 13.7 "trixie" — Web node',
      kernel: '/images/medium/tree/netboot/linux',
      initrds: ['/images/medium/tree/netboot/initrd.gz', '/images/medium/tree/netboot/fieldboot.cpio'],
      args: [
        'auto=true',
        'priority=critical',
        'url=http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/preseed.cfg',
        'interface=auto',
        'netcfg/no_default_route=true',
        'BOOTIF=01-52-54-00-12-34-56',
        'hostname=node-123456',
        'netcfg/get_nameservers=',
        'domain=lab.example',
        'fieldboot.report=http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report',
        '---',
        'console=ttyS0,115200',
        'nomodeset',
      ],
    });
  });

  it.each([
    ['netboot/linux', 'kernel'],
    ['netboot/initrd.gz', 'initrd'],
    ['netboot/fieldboot.cpio', 'initrd'],
    ['dists/trixie/Release', 'installer'],
    ['pool/main/n/nano/nano-udeb_8.4-1_amd64.udeb', 'installer'],
    ['pool/main/n/nano/nano_8.4-1_amd64.deb', 'packages'],
    ['README.txt', null],
  ])('a request for %s tells %s', (path, stage) => {
    expect(debian.stage(path)).toBe(stage);
  });

  it('estimates a share that grows, is honest about the end, and knows nothing before the start', () => {
    const at = (files: number, bytes: number) => estimateProgress(debian, { files, bytes });
    expect(at(0, 0)).toBeNull();
    expect(at(44, 64e6)).toBeCloseTo(0.155, 2);
    expect(at(298, 250e6)).toBe(0.9);
    expect(at(10_000, 10e9)).toBe(0.9);
    expect(at(10_000, 60e6)).toBeLessThan(0.2);
  });
});

describe('kernel ABI', () => {
  const header = (release: string): Uint8Array => {
    const image = new Uint8Array(0x4000);
    image.set(new TextEncoder().encode('HdrS'), 0x202);
    new DataView(image.buffer).setUint16(0x20e, 0x3000, true);
    image.set(new TextEncoder().encode(`${release} (debian-kernel@example) #1 SMP\0`), 0x3200);
    return image;
  };

  it('is read from the setup header', () => {
    expect(kernelAbi(header('6.12.107+deb13-amd64'))).toBe('6.12.107+deb13-amd64');
  });

  it.each([
    ['an empty file', new Uint8Array()],
    ['text', new TextEncoder().encode('x'.repeat(0x300))],
    ['a pointer past the end', header('6.1.0-1-amd64').subarray(0, 0x300)],
  ])('is not read from %s', (_, image) => {
    expect(kernelAbi(image)).toBeNull();
  });

  it('is read from the names of udebs', () => {
    expect(udebAbi('ext4-modules-6.12.107+deb13-amd64-di_6.12.107-1_amd64.udeb')).toBe(
      '6.12.107+deb13-amd64',
    );
    expect(udebAbi('nic-usb-modules-6.1.0-50-amd64-di_6.1.176-1_amd64.udeb')).toBe('6.1.0-50-amd64');
    expect(udebAbi('kernel-image-6.1.0-50-amd64-di_6.1.176-1_amd64.udeb')).toBeNull();
  });

  it('that differs from the medium is a problem', async () => {
    const image = await detected();
    expect(abiMismatch(image, '6.12.107+deb13-amd64')).toBeNull();
    expect(abiMismatch(image, null)).toBeNull();
    expect(abiMismatch(image, '6.12.57+deb13-amd64')?.code).toBe('INSTALLER_KERNEL_DIFFERS');
  });
});

describe('the preseed template', () => {
  const KEY =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 o'neil@laptop";
  const HASH = '$6$saltsalt$abcdefgh';
  const lines = (text: string, pattern: RegExp) => text.split('\n').filter((line) => pattern.test(line));

  it('asks for the password when nothing was set', async () => {
    expect(lines(await preseed({}), /passwd\//)).toEqual([
      'd-i passwd/root-login boolean true',
      'd-i passwd/make-user boolean false',
    ]);
  });

  it('sets the password of root', async () => {
    expect(lines(await preseed({ root_password_hash: HASH }), /passwd\//)).toEqual([
      'd-i passwd/root-login boolean true',
      `d-i passwd/root-password-crypted password ${HASH}`,
      'd-i passwd/make-user boolean false',
    ]);
  });

  it('gives root the key, locked otherwise', async () => {
    const text = await preseed({ ssh_key: KEY });
    expect(lines(text, /passwd\//)).toEqual([
      'd-i passwd/root-login boolean true',
      'd-i passwd/root-password-crypted password *',
      'd-i passwd/make-user boolean false',
    ]);
    expect(text).toContain(`echo '${KEY.replace("'", "'\\''")}' >> /target$home/.ssh/authorized_keys; \\`);
    expect(text).toContain('home=/root; \\');
  });

  it('gives a user with a key sudo without a password, and locks root', async () => {
    const text = await preseed({ user: 'tech', ssh_key: KEY });
    expect(lines(text, /passwd\//)).toEqual([
      'd-i passwd/root-login boolean false',
      'd-i passwd/make-user boolean true',
      'd-i passwd/user-fullname string tech',
      'd-i passwd/username string tech',
      'd-i passwd/user-password-crypted password *',
    ]);
    expect(text).toContain("echo 'tech ALL=(ALL) NOPASSWD: ALL' > /target/etc/sudoers.d/tech; \\");
  });

  it('names one disk, logical volumes, a mirror and power off when told so', async () => {
    const text = await preseed({
      disk: '/dev/vda',
      layout: 'lvm',
      finish: 'poweroff',
      mirror: 'http://mirror.lab/debian',
    });
    expect(text).toContain("disks='/dev/vda'; \\");
    expect(text).toContain('partman-auto/method string lvm');
    expect(text).toContain(
      "echo 'deb http://mirror.lab/debian trixie main' > /target/etc/apt/sources.list; \\",
    );
    expect(text).toContain('d-i debian-installer/exit/poweroff boolean true');
  });

  it('leaves out a server that came by default and is not on the medium', async () => {
    const detection = await detected({
      ...DVD,
      'pool/main/o/openssh/openssh-server_10.0p1-7_amd64.deb': null,
    });
    const bare = { ...detection, facts: { ...detection.facts, ssh: 'no' } };
    expect(debian.variables(contextFor(debian, bare)).packages).toEqual([]);
    expect(debian.variables(contextFor(debian, bare, { packages: 'vim' })).packages).toEqual(['vim']);
  });

  it.each([
    {},
    { ssh_key: KEY, user: 'tech', mirror: 'http://m/debian' },
    { disk: '/dev/sda', layout: 'lvm', ntp: 'ntp.lab' },
  ])('is read without complaint by debconf, and its commands by a shell: %o', async (settings) => {
    const text = await preseed(settings);
    const joined = text.replace(/\s*\\\n\s*/g, ' ');
    for (const line of joined.split('\n').filter((one) => /_command string/.test(one)))
      execFileSync('sh', ['-n'], { input: line.replace(/^.*_command string/, '') });
    if (!existsSync('/usr/bin/debconf-set-selections')) return;
    const said = execFileSync('debconf-set-selections', ['-c'], {
      input: text,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(said).toBe('');
  });

  describe('chooses the disk', () => {
    /** Runs the template's own command on a made-up machine; gives what it preseeds and reports. */
    async function choose(
      disks: Record<string, { removable?: boolean; ro?: boolean; usb?: boolean; gb?: number }>,
      named = '',
    ) {
      const text = (await preseed(named ? { disk: named } : {})).replace(/\s*\\\n\s*/g, ' ');
      const [, command = ''] = /partman\/early_command string (.*)/.exec(text) ?? [];
      const blocks = Object.entries(disks).map(([name, { removable, ro, usb, gb = 500 }]) => {
        const real = usb ? `$R/pci/usb1/block/${name}` : `$R/pci/block/${name}`;
        return `mkdir -p ${real}; echo ${removable ? 1 : 0} > ${real}/removable; echo ${ro ? 1 : 0} > ${real}/ro; echo ${gb * 2e6} > ${real}/size; ln -s ${real} $R/sys/block/${name}; mknod $R/dev/${name} b 1 0 2> /dev/null || :`;
      });
      const script = `set -e; R=$(mktemp -d); trap 'rm -rf $R' EXIT; mkdir -p $R/sys/block $R/dev
${blocks.join('\n')}
list-devices() { for one in ${Object.keys(disks).join(' ')}; do echo $R/dev/$one; done; }
debconf-set-selections() { sed "s,$R,," "$1"; }
fieldboot-report() { echo "report $1"; }
set +e
${command
  .replaceAll('/sys/block/', '$R/sys/block/')
  .replaceAll('/sys/class/block/', '$R/sys/block/')
  .replaceAll('/dev/', named ? '/dev/' : '$R/dev/')
  .replaceAll('/tmp/fieldboot-disk.cfg', '$R/disk.cfg')
  .replaceAll("'/dev/", "$R'/dev/")}`;
      const out = execFileSync('bash', ['-c', script], { encoding: 'utf8' });
      return out
        .split('\n')
        .filter((line) => /^report|partman-auto\/(?:disk|choose_recipe)|bootdev/.test(line));
    }
    const root = process.getuid?.() === 0;

    it.runIf(root)(
      'the only fixed one, passing over USB, removable and read-only disks and boot areas',
      async () => {
        const disks = {
          sda: { usb: true },
          sdb: { removable: true },
          sdc: { ro: true },
          mmcblk0boot0: {},
          nvme0n1: {},
        };
        expect(await choose(disks)).toEqual([
          'report stage/partitioning',
          'd-i partman-auto/disk string /dev/nvme0n1',
          'd-i partman-auto/choose_recipe select atomic',
          'd-i grub-installer/bootdev string /dev/nvme0n1',
        ]);
      },
    );

    it.runIf(root)('none of several', async () => {
      expect(await choose({ sda: {}, sdb: {} })).toEqual([
        'report stage/partitioning',
        'report stage/choose-disk',
      ]);
    });

    it.runIf(root)('none when there is none', async () => {
      expect(await choose({ sda: { usb: true } })).toEqual([
        'report stage/partitioning',
        'report stage/choose-disk',
      ]);
    });

    it.runIf(root)('the one that was named', async () => {
      expect(await choose({ vda: {}, vdb: { gb: 8.6 } }, '/dev/vdb')).toEqual([
        'report stage/partitioning',
        'd-i partman-auto/disk string /dev/vdb',
        'd-i partman-auto/choose_recipe select small_disk',
        'd-i grub-installer/bootdev string /dev/vdb',
      ]);
    });

    it.runIf(root)('nothing when the named one is not there', async () => {
      expect(await choose({ vda: {} }, '/dev/vdz')).toEqual([
        'report stage/partitioning',
        'report stage/choose-disk',
      ]);
    });
  });
});
