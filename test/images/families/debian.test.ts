import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { debian } from '../../../core/images/families/debian/debian.ts';
import { parseDiskInfo } from '../../../core/images/families/debian/detect.ts';
import { abiMismatch, kernelAbi, udebAbi } from '../../../core/images/families/debian/kernel-abi.ts';
import { estimateProgress } from '../../../core/images/families/index.ts';
import type { Detection } from '../../../core/images/image.ts';
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

async function detected(files: Record<string, string | null> = DVD): Promise<Detection> {
  return detectedBy(debian, fakeTree(files));
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
