/**
 * What the machines of `npm run lab:families` boot, and what they must be given: the exact kernel arguments and the
 * exact files, in the order in which the installer asks. `TREE`, `ISO`, `OWN` and `MAC` stand for what differs.
 */
import type { Firmware } from '../machine.ts';

export interface Row {
  readonly layout: string;
  readonly firmware: Firmware;
  /** What the profile insists on: the machines have less memory than any installer wants. */
  readonly way: 'http' | 'nfs';
  /** Kernel arguments beside the RAM disk's name and the profile's own. */
  readonly args: readonly string[];
  /** Files of the medium that are fetched over HTTP, from the tree. */
  readonly files: readonly string[];
  /** Answer files and scripts that are fetched. */
  readonly own: readonly string[];
  /** Other lines that the first process must have said. */
  readonly says?: readonly RegExp[];
  /** Stages that are reported, in this order. */
  readonly stages: readonly string[];
  /** It runs from the network: it reports nothing, and is seen to run (what it fetches after its RAM disk tells). */
  readonly runs?: 'seen' | 'unseen';
  /** The installer is made to fail: a text that its log holds. */
  readonly fails?: string;
}

const DISK = /^DISK \/dev\/vda$/m;
const EL6 = ['ks=OWN/ks.cfg', 'ksdevice=bootif', 'lang=en_US.UTF-8', 'keymap=us', 'ip=dhcp', 'BOOTIF=MAC'];
const SEED = ['user-data', 'meta-data', 'vendor-data'];

export const ROWS: readonly Row[] = [
  {
    layout: 'rhel-9.4-dvd',
    firmware: 'bios',
    way: 'http',
    args: ['inst.repo=TREE', 'inst.ks=OWN/ks.cfg', 'ip=dhcp', 'BOOTIF=MAC'],
    files: ['.treeinfo', 'images/install.img', 'BaseOS/repodata/repomd.xml', 'AppStream/repodata/repomd.xml'],
    own: ['ks.cfg'],
    stages: ['partitioning'],
  },
  {
    layout: 'rhel-9.4-dvd',
    firmware: 'uefi',
    way: 'nfs',
    args: ['inst.stage2=nfs:NFS', 'inst.repo=TREE', 'inst.ks=OWN/ks.cfg', 'ip=dhcp', 'BOOTIF=MAC'],
    files: ['BaseOS/repodata/repomd.xml', 'AppStream/repodata/repomd.xml'],
    own: ['ks.cfg'],
    says: [/^MOUNTED NFS$/m, /^STAGE2 STAGE2SUM$/m],
    stages: ['partitioning'],
    fails: 'a traceback',
  },
  {
    layout: 'centos-6.10-dvd',
    firmware: 'bios',
    way: 'http',
    args: ['repo=TREE', 'stage2=TREE/images/install.img', ...EL6],
    files: ['images/install.img', 'repodata/repomd.xml'],
    own: ['ks.cfg'],
    stages: ['partitioning'],
  },
  {
    layout: 'centos-5.11-dvd',
    firmware: 'bios',
    way: 'http',
    args: ['method=TREE', ...EL6],
    files: ['.treeinfo', 'images/stage2.img', 'repodata/repomd.xml'],
    own: ['ks.cfg'],
    stages: ['partitioning'],
  },
  {
    layout: 'ubuntu-24.04-server',
    firmware: 'bios',
    way: 'http',
    args: [
      ...['ip=dhcp', 'BOOTIF=MAC', 'iso-url=ISO', 'cloud-config-url=/dev/null'],
      ...['root=/dev/ram0', 'ramdisk_size=1500000', 'autoinstall', 'ds=nocloud;s=OWN/', '---'],
    ],
    files: [],
    own: SEED,
    says: [/^GOT ISO \d+ ISOSUM$/m, /^SQUASHFS [0-9a-f]{64}$/m, DISK],
    stages: ['installing system', 'partitioning', 'finishing'],
  },
  {
    layout: 'ubuntu-24.04-server',
    firmware: 'uefi',
    way: 'nfs',
    args: [
      ...['ip=dhcp', 'BOOTIF=MAC', 'boot=casper', 'netboot=nfs', 'nfsroot=NFS', 'cloud-config-url=/dev/null'],
      ...['autoinstall', 'ds=nocloud;s=OWN/', '---'],
    ],
    files: [],
    own: SEED,
    says: [/^MOUNTED NFS$/m, /^SQUASHFS [0-9a-f]{64}$/m, DISK],
    stages: ['installing system', 'partitioning', 'finishing'],
  },
  {
    layout: 'ubuntu-20.04-server',
    firmware: 'bios',
    way: 'http',
    args: [
      ...['ip=dhcp', 'BOOTIF=MAC', 'url=ISO', 'cloud-config-url=/dev/null'],
      ...['root=/dev/ram0', 'ramdisk_size=1500000', 'autoinstall', 'ds=nocloud-net;s=OWN/', '---'],
    ],
    files: [],
    own: SEED,
    says: [/^GOT ISO \d+ ISOSUM$/m],
    stages: ['installing system', 'partitioning'],
    fails: 'what went wrong',
  },
  {
    layout: 'sles-15.6-full',
    firmware: 'bios',
    way: 'http',
    args: [
      ...['install=TREE', 'autoyast=OWN/autoinst.xml', 'ifcfg=*=dhcp', 'BOOTIF=MAC'],
      ...['hostname=HOSTNAME', 'self_update=0'],
    ],
    files: [
      ...['repodata/repomd.xml', 'CHECKSUMS', 'boot/x86_64/config'],
      ...['boot/x86_64/root', 'boot/x86_64/common', 'boot/x86_64/bind'],
    ],
    own: ['autoinst.xml'],
    says: [DISK],
    stages: ['partitioning', 'finishing'],
  },
  {
    layout: 'sles-16.0',
    firmware: 'uefi',
    way: 'http',
    args: [
      ...['root=live:TREE/LiveOS/squashfs.img', 'ip=dhcp', 'rd.neednet=1', 'BOOTIF=MAC'],
      ...[
        'inst.auto=OWN/profile.jsonnet',
        'inst.install_url=TREE/install',
        'inst.finish=reboot',
        'inst.self_update=0',
      ],
    ],
    files: ['LiveOS/squashfs.img', 'install/repodata/repomd.xml'],
    own: ['profile.jsonnet', 'start.sh', 'late.sh', 'done.sh'],
    stages: ['installing', 'finishing'],
  },
  {
    layout: 'debian-13-live',
    firmware: 'bios',
    way: 'http',
    args: [
      ...['boot=live', 'components', 'quiet', 'splash', 'fetch=TREE/live/filesystem.squashfs'],
      ...['ip=dhcp', 'BOOTIF=MAC'],
    ],
    files: ['live/filesystem.squashfs'],
    own: [],
    stages: [],
    runs: 'seen',
  },
  {
    layout: 'kali-2025',
    firmware: 'uefi',
    way: 'nfs',
    args: [
      ...['boot=live', 'components', 'quiet', 'splash', 'noeject', 'netboot=nfs', 'nfsroot=NFS'],
      ...['ip=dhcp', 'BOOTIF=MAC'],
    ],
    files: [],
    own: [],
    says: [/^MOUNTED NFS$/m, /^SQUASHFS [0-9a-f]{64}$/m],
    stages: [],
    runs: 'seen',
  },
  {
    layout: 'systemrescue-12',
    firmware: 'bios',
    way: 'http',
    args: ['archisobasedir=sysresccd', 'checksum', 'archiso_http_srv=TREE/', 'ip=dhcp', 'BOOTIF=MAC'],
    files: ['sysresccd/x86_64/airootfs.sfs'],
    own: [],
    stages: [],
    runs: 'seen',
  },
  {
    layout: 'arch-2025.11',
    firmware: 'uefi',
    way: 'nfs',
    args: ['archisobasedir=arch', 'archiso_nfs_srv=NFS', 'copytoram=n', 'ip=dhcp', 'BOOTIF=MAC'],
    files: [],
    own: [],
    says: [/^MOUNTED NFS$/m, /^SQUASHFS [0-9a-f]{64}$/m],
    stages: [],
    runs: 'seen',
  },
  {
    layout: 'fedora-43-live',
    firmware: 'bios',
    way: 'http',
    args: [
      ...['quiet', 'rhgb', 'root=live:TREE/LiveOS/squashfs.img', 'rd.live.image', 'ip=dhcp', 'rd.neednet=1'],
      'BOOTIF=MAC',
    ],
    files: ['LiveOS/squashfs.img'],
    own: [],
    stages: [],
    runs: 'seen',
  },
  {
    layout: 'appliance-7',
    firmware: 'uefi',
    way: 'http',
    args: ['"message=two', 'words"', 'console=tty0', 'ip=dhcp', 'BOOTIF=MAC'],
    files: [],
    own: [],
    stages: [],
    runs: 'unseen',
  },
];
