/** Every look-alike layout through the real reader and the whole order of detection, and variants made to fool it. */
import { describe, expect, it } from 'vitest';
import { detectFamily } from '../../../core/images/families/index.ts';
import { openIso } from '../../../core/media/iso9660/open-iso.ts';
import type { MediumTree } from '../../../core/media/tree.ts';
import { KERNEL, LAYOUTS, type Layout, layoutOf } from '../../lab/lookalikes/layouts.ts';
import { buildIso } from '../../support/iso.ts';
import { memorySource } from '../../support/memory-source.ts';

function treeOf({ label, files }: Pick<Layout, 'label' | 'files'>): Promise<MediumTree> {
  return openIso(memorySource(buildIso({ label: label.slice(0, 32), files, joliet: true })), 'x.iso');
}

const detected = async (layout: Pick<Layout, 'label' | 'files'>) =>
  detectFamily(await treeOf(layout), 'x.iso');

describe('look-alike media', () => {
  it.each(LAYOUTS.map((layout) => [layout.name, layout] as const))(
    '%s is what it is',
    async (_name, layout) => {
      const { family, name, version, arch, kernel } = await detected(layout);
      expect({ family, name, version, arch }).toEqual(layout.expected);
      expect(Object.keys(layout.files)).toContain(kernel);
    },
  );

  it('has one of every family that is installed over the network', () => {
    expect([...new Set(LAYOUTS.map(({ expected }) => expected.family))].sort()).toEqual([
      'agama',
      'archiso',
      'generic',
      'liveboot',
      'livecd',
      'redhat',
      'suse',
      'ubuntu',
    ]);
  });
});

describe('media that could be taken for others', () => {
  /** A layout with files added, or taken away (null). */
  const variant = (name: string, changes: Record<string, string | null>, label?: string) => {
    const layout = layoutOf(name);
    const files = { ...layout.files, ...changes };
    const kept = Object.entries(files).filter((pair): pair is [string, string] => pair[1] !== null);
    return { label: label ?? layout.label, files: Object.fromEntries(kept) };
  };
  const considered = async (medium: Pick<Layout, 'label' | 'files'>) => {
    const found = await detected(medium);
    return [found.family, found.considered?.map(({ family }) => family)];
  };
  const refusal = (medium: Pick<Layout, 'label' | 'files'>) => detected(medium).then(String, String);

  it('SLES 15 media carry .treeinfo as the Red Hat family does', async () => {
    const treeinfo = '[general]\nfamily = SUSE Linux Enterprise Server\nversion = 15.6\narch = x86_64\n';
    expect(await considered(variant('sles-15.6-full', { '.treeinfo': treeinfo }))).toEqual([
      'suse',
      ['redhat'],
    ]);
  });

  it('EL 7 has its second part where live media have theirs', async () => {
    expect(await considered(layoutOf('centos-7-dvd'))).toEqual(['redhat', ['agama', 'livecd']]);
  });

  it('Agama has the places of linuxrc', async () => {
    expect(await considered(layoutOf('sles-16.0'))).toEqual(['agama', ['suse', 'redhat', 'livecd']]);
  });

  it('Ubuntu has .disk/info and dists as Debian does', async () => {
    expect(await considered(layoutOf('ubuntu-24.04-server'))).toEqual(['ubuntu', ['debian']]);
  });

  it('a label says nothing against the files', async () => {
    const found = await detected(variant('ubuntu-24.04-server', {}, 'Fedora-S-dvd-x86_64-43'));
    expect(found.family).toBe('ubuntu');
  });

  it('a DVD of Debian that somebody put a casper folder on is not guessed at', async () => {
    const debian = {
      '.disk/info': 'Debian GNU/Linux 13.7.0 "Trixie" - Official amd64 DVD Binary-1',
      'dists/trixie/Release': 'Codename: trixie\n',
      'install.amd/vmlinuz': 'k',
      'install.amd/initrd.gz': 'i',
    };
    expect((await detected({ label: 'Debian', files: debian })).family).toBe('debian');
    const both = { label: 'Debian', files: { ...debian, 'casper/filesystem.squashfs': 's' } };
    expect(await refusal(both)).toContain('.disk/info is there, but so is casper');
    expect(await refusal(both)).toContain('casper is there, but so is install.amd');
  });

  it("live media of Red Hat's relatives take no kickstart, and it is said", async () => {
    const live = variant(
      'fedora-43-netinst',
      { '.treeinfo': null, 'LiveOS/squashfs.img': 'live' },
      'Fedora-WS-Live-43',
    );
    const found = await detected(live);
    expect(found.family).toBe('livecd');
    expect(found.considered?.find(({ family }) => family === 'redhat')?.reason).toContain(
      'a live medium, which installs by copying itself and takes no kickstart',
    );
  });

  it('XenServer and CoreOS borrow .treeinfo', async () => {
    const xen = variant('rhel-9.4-dvd', { 'boot/xen.gz': 'xen' });
    expect(await refusal(xen)).toContain('it is an XCP-ng or XenServer medium');
    const coreos = variant('rhel-9.4-dvd', { 'coreos/features.json': '{}' });
    // Without the root that a network boot needs it goes by its menu, and it is said that nobody tried it.
    const found = await detected(coreos);
    expect([found.family, found.warnings.map(({ code }) => code)]).toEqual(['generic', ['MEDIUM_GENERIC']]);
    expect(found.considered?.[1]?.reason).toContain('it is a CoreOS live medium');
    const whole = variant('rhel-9.4-dvd', { 'coreos/features.json': '{}', 'images/pxeboot/rootfs.img': 'r' });
    expect((await detected(whole)).family).toBe('coreos');
  });

  it('a medium that boots with casper and with live-boot goes by its own menu', async () => {
    const both = variant('debian-13-live', { 'casper/vmlinuz': KERNEL, 'casper/x.squashfs': 's' });
    const found = await detected(both);
    expect([found.family, found.entries?.[0]?.args.slice(0, 2)]).toEqual([
      'generic',
      ['boot=live', 'components'],
    ]);
    expect(found.considered?.map(({ reason }) => reason)).toEqual([
      ".disk/info is there, but so is casper: it is a medium of Ubuntu's kind.",
      'casper is there, but so is live/filesystem.squashfs: it is a live-boot medium.',
      "live/filesystem.squashfs is there, but so is casper: it is a medium of Ubuntu's kind as well.",
    ]);
  });

  it('Kali and the Clonezilla made of Ubuntu say what they are made of, not what they are', async () => {
    expect(await considered(layoutOf('kali-2025'))).toEqual(['liveboot', ['debian']]);
    expect(await considered(layoutOf('clonezilla-3.2'))).toEqual(['liveboot', ['debian']]);
  });

  it('SystemRescue has what Arch has, and a folder called arch does not make it Arch', async () => {
    const rescue = variant('systemrescue-12', { 'arch/version': '2025.11.01', 'arch/readme.txt': 'x' });
    expect((await detected(rescue)).name).toBe('SystemRescue 12.02');
  });

  it('a live medium of openSUSE is not its installer', async () => {
    const leap = variant('fedora-43-live', {}, 'openSUSE_Leap_15.6_GNOME_Live');
    expect((await detected(leap)).family).toBe('livecd');
    const agama = variant('fedora-43-live', {}, 'Install-Leap-16.0-x86_64');
    expect((await detected(agama)).family).toBe('agama');
  });

  it('media of systems whose families are not there yet are not guessed at', async () => {
    for (const [path, is] of [
      ['sources/boot.wim', 'a Windows installation medium'],
      ['s.v00', 'a VMware ESXi medium'],
      ['.pve-cd-id.txt', 'a Proxmox VE medium'],
    ] as const)
      expect(await refusal(variant('appliance-7', { [path]: 'x' }))).toContain(`it looks like ${is}`);
  });

  it('a memory test beside a system does not make it one', async () => {
    expect((await detected(variant('arch-2025.11', { 'boot/memtest': 'm' }))).family).toBe('archiso');
    const program = { 'EFI/BOOT/BOOTX64.EFI': 'm', 'boot/floppy.img': 'f' };
    expect((await detected({ label: 'MT86PLUS_64', files: program })).family).toBe('memtest');
    expect(await refusal({ label: 'TOOLS', files: program })).toContain(
      'the label "TOOLS" is not memtest86+',
    );
  });

  it('marks that are folders, or say too little', async () => {
    const notes = { 'casper/notes.txt': 'n', '.disk/info': 'Ubuntu' };
    expect(await refusal({ label: 'X', files: notes })).toContain('says "Ubuntu", which is not Ubuntu');
    expect(await refusal({ label: 'X', files: { '.treeinfo/file': 'f' } })).toContain(
      'no release and architecture',
    );
  });
});
