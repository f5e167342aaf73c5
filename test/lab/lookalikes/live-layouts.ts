/** Live media as their makers lay them out: menus, markers and places, with small files of our own in them. */
import { filled, INITRD, KERNEL, type Layout } from './layout.ts';

interface LivePlan {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly version: string;
  readonly more: Readonly<Record<string, string>>;
  /** Arguments of its default entry beside `boot=live`. */
  readonly args: string;
}

function liveBoot({ name, label, title, version, more, args }: LivePlan): Layout {
  return {
    name,
    label,
    installer: 'liveboot',
    expected: { family: 'liveboot', name: title, version, arch: 'amd64' },
    files: {
      'live/vmlinuz': KERNEL,
      'live/initrd.img': INITRD,
      'live/filesystem.squashfs': filled(`live system of ${name}`),
      'isolinux/isolinux.cfg': 'include menu.cfg\ndefault vesamenu.c32\nprompt 0\n',
      'isolinux/menu.cfg': `menu title Boot\nlabel live\n\tmenu label ^Live system\n\tmenu default\n\tlinux /live/vmlinuz\n\tinitrd /live/initrd.img\n\tappend boot=live ${args}\nlabel disk\n\tmenu label From the disk\n\tlocalboot 0x80\n`,
      'boot/grub/grub.cfg': `set default=0\nif [ "\${grub_platform}" = "efi" ]; then\n  set gfxpayload=keep\nfi\nmenuentry "Live system" {\n  linux /live/vmlinuz boot=live ${args} findiso=\${iso_path}\n  initrd /live/initrd.img\n}\nmenuentry "Memory test" {\n  linux16 /live/memtest\n}\n`,
      'live/memtest': filled('memory test'),
      'EFI/BOOT/BOOTX64.EFI': filled('loader'),
      ...more,
    },
  };
}

export const LIVE_LAYOUTS: readonly Layout[] = [
  liveBoot({
    name: 'debian-13-live',
    label: 'd-live 13.1.0 st amd64',
    title: 'Debian live 13.1',
    version: '13.1',
    args: 'components quiet splash',
    more: {
      '.disk/info': 'Debian GNU/Linux 13.1.0 "Trixie" - Official amd64 LIVE/INSTALL Binary 20250906-10:22\n',
      // Live media of Debian carry an installer and packages of their own.
      'dists/trixie/Release': 'Codename: trixie\n',
      'install/vmlinuz': KERNEL,
      'install/initrd.gz': INITRD,
      'pool/main/README': 'packages',
    },
  }),
  liveBoot({
    name: 'clonezilla-3.2',
    label: '3.2.0-5-amd64',
    title: 'Clonezilla live 3.2.0-5',
    version: '3.2.0-5',
    args: 'union=overlay username=user config components quiet noswap edd=on nomodeset ocs_live_run="ocs-live-general" ocs_live_extra_param="" ocs_live_batch="no" net.ifnames=0',
    more: {
      'Clonezilla-Live-Version': 'clonezilla-live-3.2.0-5-amd64\n',
      // There is an edition made of Ubuntu, and its .disk/info says so.
      '.disk/info': 'Ubuntu 24.10 "Oracular Oriole" - Release amd64 (20241009)',
    },
  }),
  liveBoot({
    name: 'gparted-1.7',
    label: 'GParted-live',
    title: 'GParted Live 1.7.0-8',
    version: '1.7.0-8',
    args: 'union=overlay username=user config components noswap noeject vga=788',
    more: { 'GParted-Live-Version': 'gparted-live-1.7.0-8-amd64\n' },
  }),
  liveBoot({
    name: 'kali-2025',
    label: 'Kali Live',
    title: 'Kali live 2025.3',
    version: '2025.3',
    args: 'components quiet splash noeject',
    more: {
      '.disk/info': 'Debian GNU/Linux 2025.3 "Kali-rolling" - Official Snapshot amd64 LIVE/INSTALL Binary',
      'dists/kali-rolling/Release': 'Codename: kali-rolling\n',
    },
  }),
  {
    name: 'arch-2025.11',
    label: 'ARCH_202511',
    installer: 'archiso',
    expected: { family: 'archiso', name: 'Arch Linux 2025.11.01', version: '2025.11.01', arch: 'amd64' },
    files: {
      'arch/version': '2025.11.01\n',
      'arch/boot/x86_64/vmlinuz-linux': KERNEL,
      'arch/boot/x86_64/initramfs-linux.img': INITRD,
      'arch/x86_64/airootfs.sfs': filled('live system of Arch'),
      'arch/x86_64/airootfs.sfs.cms.sig': 'signature',
      'boot/syslinux/syslinux.cfg':
        'DEFAULT select\nLABEL select\nCOM32 whichsys.c32\nAPPEND -pxe- pxe -sys- sys -iso- sys\nINCLUDE archiso_sys.cfg\n',
      'boot/syslinux/archiso_sys.cfg':
        'DEFAULT arch\nLABEL arch\nTEXT HELP\nBoot the Arch Linux install medium.\nENDTEXT\nMENU LABEL Arch Linux install medium (x86_64, BIOS)\nLINUX /arch/boot/x86_64/vmlinuz-linux\nINITRD /arch/boot/x86_64/initramfs-linux.img\nAPPEND archisobasedir=arch archisosearchuuid=2025-11-01-10-14-41-00\n',
      'boot/memtest86+/memtest': filled('memory test'),
      'loader/loader.conf': 'timeout 15\ndefault 01-archiso-linux.conf\n',
      'loader/entries/01-archiso-linux.conf':
        'title    Arch Linux install medium (x86_64, UEFI)\nsort-key 01\nlinux    /arch/boot/x86_64/vmlinuz-linux\ninitrd   /arch/boot/x86_64/initramfs-linux.img\noptions  archisobasedir=arch archisosearchuuid=2025-11-01-10-14-41-00\n',
    },
  },
  {
    name: 'systemrescue-12',
    label: 'RESCUE1202',
    installer: 'archiso',
    expected: { family: 'archiso', name: 'SystemRescue 12.02', version: '12.02', arch: 'amd64' },
    files: {
      'sysresccd/VERSION': '12.02\n',
      'sysresccd/boot/x86_64/vmlinuz': KERNEL,
      'sysresccd/boot/x86_64/sysresccd.img': INITRD,
      'sysresccd/x86_64/airootfs.sfs': filled('live system of SystemRescue'),
      'sysresccd/x86_64/airootfs.sha512': 'sum',
      'sysresccd/boot/syslinux/sysresccd.cfg': 'INCLUDE sysresccd_head.cfg\nINCLUDE sysresccd_sys.cfg\n',
      'sysresccd/boot/syslinux/sysresccd_sys.cfg':
        'LABEL sysresccd\nMENU LABEL Boot SystemRescue using default options\nLINUX boot/x86_64/vmlinuz\nINITRD boot/intel_ucode.img,boot/x86_64/sysresccd.img\nAPPEND archisobasedir=sysresccd archisolabel=RESCUE1202 iomem=relaxed\n',
      'boot/grub/grubsrcd.cfg': 'menuentry "x" { }\n',
    },
  },
  {
    name: 'fedora-43-live',
    label: 'Fedora-WS-Live-43',
    installer: 'dmsquash',
    expected: { family: 'livecd', name: 'Fedora live 43', version: '43', arch: 'amd64' },
    files: {
      'LiveOS/squashfs.img': filled('live system of Fedora'),
      'boot/x86_64/loader/linux': KERNEL,
      'boot/x86_64/loader/initrd': INITRD,
      'boot/grub2/grub.cfg':
        'set default="1"\nmenuentry "Start Fedora-Workstation-Live" --class fedora --unrestricted {\n\tlinux /boot/x86_64/loader/linux quiet rhgb root=live:CDLABEL=Fedora-WS-Live-43 rd.live.image\n\tinitrd /boot/x86_64/loader/initrd\n}\nmenuentry "Test this media & start" {\n\tlinux /boot/x86_64/loader/linux quiet rhgb root=live:CDLABEL=Fedora-WS-Live-43 rd.live.image rd.live.check\n\tinitrd /boot/x86_64/loader/initrd\n}\n',
      'EFI/BOOT/BOOTX64.EFI': filled('loader'),
    },
  },
  {
    name: 'mint-22',
    label: 'Linux Mint 22.2 Cinnamon 64-bit',
    installer: 'casper',
    expected: { family: 'generic', name: 'Linux Mint 22.2 Zara', version: '22.2', arch: 'amd64' },
    files: {
      '.disk/info': 'Linux Mint 22.2 "Zara" - Release amd64 20250822',
      'casper/vmlinuz': KERNEL,
      'casper/initrd.lz': INITRD,
      'casper/filesystem.squashfs': filled('live system of Mint'),
      'isolinux/isolinux.cfg':
        'default vesamenu.c32\nlabel live\n  menu label Start Linux Mint\n  kernel /casper/vmlinuz\n  append  file=/cdrom/preseed/linuxmint.seed uuid=2025 username=mint hostname=mint boot=casper initrd=/casper/initrd.lz quiet splash --\nmenu default\n',
      'EFI/BOOT/BOOTX64.EFI': filled('loader'),
    },
  },
  {
    name: 'appliance-7',
    label: 'APPLIANCE_7',
    installer: 'nothing',
    expected: { family: 'generic', name: 'APPLIANCE_7', version: '7', arch: 'amd64' },
    files: {
      'kernel/bzImage': KERNEL,
      'kernel/root.cpio.gz': INITRD,
      'EFI/BOOT/grub.cfg':
        'set default=go\nset k=/kernel\nsubmenu "More" {\n  menuentry "Rescue" --id rescue {\n    linux $k/bzImage single\n    initrd $k/root.cpio.gz\n  }\n}\nmenuentry "Appliance" --id go {\n  search --label APPLIANCE_7\n  linuxefi $k/bzImage root=LABEL=APPLIANCE_7 message="two words" console=tty0\n  initrdefi $k/root.cpio.gz\n}\n',
      'EFI/BOOT/BOOTX64.EFI': filled('loader'),
    },
  },
];
