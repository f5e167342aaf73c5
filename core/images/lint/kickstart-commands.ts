/**
 * Kickstart's commands and their options, by the release of EL that knows them.
 *
 * From Red Hat's installation guides for 5 to 10 and the documentation of pykickstart. `--x:7` is known from EL 7 on,
 * `--x:-8` up to EL 8. Fedora counts as the newest EL. What is not certain of a release is left in: a wrong alarm costs
 * more trust than a missed one.
 */

export interface CommandEntry {
  /** First and last release of EL that knows it. */
  readonly from: number;
  readonly until: number;
  /** What takes its place where it is gone. */
  readonly instead: string;
  /** Options and the releases that know them; null: not looked at. */
  readonly options: ReadonlyMap<string, readonly [from: number, until: number]> | null;
}

const NEWEST = 99;

/** `name[:from-until][!instead]`, then the options; `*`: they are not looked at. */
const LINES = `
auth:-8!authselect *
authconfig:-8!authselect *
authselect:8 *
autopart --type:7 --fstype:7 --encrypted:6 --passphrase:6 --escrowcert:6 --backuppassphrase:6 --nolvm:7 --nohome:8 --noboot:8 --noswap:8 --cipher:6 --luks-version:8 --pbkdf:8 --pbkdf-memory:8 --pbkdf-time:8 --pbkdf-iterations:8 --hibernation:10
autostep:-8!nothing --autoscreenshot
bootloader --append --location --boot-drive:7 --driveorder --leavebootorder:7 --nombr:7 --disabled:7 --password --iscrypted:6 --md5pass:-8 --timeout:6 --default:7 --extlinux:7-8 --upgrade:-8 --lba32:-6 --useLilo:-5 --linear:-5 --nolinear:-5 --hvargs:5 --sdboot:10
btrfs:7-8!btrfs is not part of Red Hat's kernels; Fedora still has it *
cdrom
clearpart --all --linux --none --drives --initlabel --disklabel:7 --list:7 --cdl:7
cmdline
device:-7!the kernel finds devices by itself *
deviceprobe:-7!the kernel finds devices by itself *
dmraid:-8!nothing *
driverdisk --source --type:-6 --biospart:6
eula:7 --agreed
fcoe:6 --nic --dcb --autovlan
firewall --enabled --enable --disabled --disable --port --service:6 --ssh --telnet --smtp --http --ftp --trust --high --medium --remove-service:8 --use-system-defaults:8
firstboot --enable --enabled --disable --disabled --reconfig
graphical --non-interactive:7
group:6 --name --gid
halt --eject:6
harddrive --partition --dir --biospart:-8
ignoredisk --drives --only-use --interactive:-8
install:-8!nothing: url, cdrom or nfs alone says it *
interactive:-6!nothing
iscsi --target --ipaddr --port --user --password --reverse-user --reverse-password --iface:6
iscsiname
key:-5!rhsm --skip
keyboard --vckeymap:7 --xlayouts:7 --switch:7
lang --addsupport:7
langsupport:-5!lang *
logging --host --port --level:-8
logvol --vgname --name --size --grow --maxsize --recommended --percent --fstype --fsoptions --fsprofile:6 --mkfsoptions:7 --label:7 --bytes-per-inode:-8 --noformat --useexisting --hibernation:7 --resize:7 --encrypted:6 --passphrase:6 --escrowcert:6 --backuppassphrase:6 --cipher:6 --thinpool:7 --thin:7 --poolname:7 --metadatasize:7 --chunksize:7 --profile:7 --cachesize:7 --cachemode:7 --cachepvs:7 --luks-version:8 --pbkdf:8 --pbkdf-memory:8 --pbkdf-time:8 --pbkdf-iterations:8
mediacheck
method *
module:8 --name --stream --disable
monitor:-7!nothing --hsync --vsync --monitor --noprobe
mount:8 *
mouse:-5!nothing *
multipath:-8!nothing *
network --activate:6 --no-activate:7 --bootproto --device --ip --netmask --gateway --nameserver --nodns --noipv4 --noipv6 --ipv6 --ipv6gateway:7 --hostname --onboot --mtu --dhcpclass --ethtool --essid --wepkey --wpakey:6 --nodefroute:6 --notksdevice:-6 --bondslaves:6 --bondopts:6 --vlanid:6 --interfacename:7 --teamslaves:7 --teamconfig:7 --bridgeslaves:7 --bridgeopts:7 --bindto:7 --ipv4-dns-search:9 --ipv6-dns-search:9 --ipv4-ignore-auto-dns:9 --ipv6-ignore-auto-dns:9 --class:-5
nfs --server --dir --opts
nvdimm:7-9!nothing *
ostreesetup:7 *
ostreecontainer:9 *
part --size --grow --maxsize --recommended --fstype --fsoptions --fsprofile:6 --mkfsoptions:7 --label --ondisk --ondrive --onpart --usepart --onbiosdisk:-9 --asprimary --active:-8 --start:-7 --end:-7 --type:-5 --bytes-per-inode:-8 --noformat --hibernation:7 --resize:7 --encrypted --passphrase --escrowcert:6 --backuppassphrase:6 --cipher:6 --badblocks:-5 --disk:-5 --luks-version:8 --pbkdf:8 --pbkdf-memory:8 --pbkdf-time:8 --pbkdf-iterations:8
partition *
poweroff --eject:6
pwpolicy:7-9!nothing *
raid --level --device --spares --fstype --fsoptions --fsprofile:6 --mkfsoptions:7 --label:6 --bytes-per-inode:-8 --noformat --useexisting --encrypted:6 --passphrase:6 --escrowcert:6 --backuppassphrase:6 --cipher:6 --chunksize:7 --luks-version:8 --pbkdf:8 --pbkdf-memory:8 --pbkdf-time:8 --pbkdf-iterations:8
rdp:10 --username --password
realm:7 *
reboot --eject:6 --kexec:7
repo --name --baseurl --mirrorlist --metalink:8 --cost:6 --excludepkgs:6 --includepkgs:6 --proxy:6 --noverifyssl:6 --install:7 --ignoregroups:6 --sslcacert:8 --sslclientcert:8 --sslclientkey:8
reqpart:7 --add-boot
rescue:6 --nomount --romount
rhsm:8 *
rootpw --iscrypted --plaintext:6 --lock:6 --allow-ssh:8
selinux --disabled --enforcing --permissive
services --enabled --disabled
shutdown --eject:6
skipx
snapshot:7 *
sshkey:7 --username
sshpw:6 --username --password --iscrypted --plaintext --lock --sshkey:8
syspurpose:8 *
text --non-interactive:7
timesource:9 --ntp-server --ntp-pool --ntp-disable --nts
timezone --utc --isUtc:7 --nontp:7-9 --ntpservers:7-9
unsupported_hardware:6-9!nothing
updates:6
upgrade:-7!nothing *
url --url --mirrorlist:6 --metalink:8 --proxy:6 --noverifyssl:6 --sslcacert:8 --sslclientcert:8 --sslclientkey:8
user --name --gecos:6 --groups --homedir --lock:6 --password --shell --uid --iscrypted --plaintext:6 --gid:7
vnc:-9!rdp --host --port --password --enabled --connect
volgroup --pesize --noformat --useexisting --reserved-space:6 --reserved-percent:6
xconfig --startxonboot --driver:-6 --defaultdesktop --depth:-6 --resolution:-6 --videoram:-6 --card:-5 --monitor:-5 --noprobe:-5 --hsync:-5 --vsync:-5 --server:-5
xen:-5!nothing *
zerombr
zfcp *
zipl:8 *
`;

/** Every command by its name. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map(LINES.trim().split('\n').map(readLine));

/** Sections with the release that brought them. */
export const SECTIONS: ReadonlyMap<string, number> = new Map([
  ['%packages', 5],
  ['%pre', 5],
  ['%post', 5],
  ['%traceback', 6],
  ['%pre-install', 7],
  ['%onerror', 7],
  ['%addon', 7],
  ['%anaconda', 7],
  ['%certificate', 10],
]);

function readLine(line: string): [string, CommandEntry] {
  const at = line.search(/ (?:--|\*)/);
  const head = at < 0 ? line : line.slice(0, at);
  const [name = '', span = '', instead = ''] =
    /^([a-z]\w*)(?::(\d*-?\d*))?(?:!(.*))?$/.exec(head)?.slice(1) ?? [];
  const [from, until] = spanOf(span);
  const words = at < 0 ? [] : line.slice(at).trim().split(' ');
  const options = words[0] === '*' ? null : new Map(words.map(readOption));
  return [name, { from, until, instead: instead || 'nothing', options }];
}

function readOption(word: string): [string, readonly [number, number]] {
  const [name = '', span = ''] = word.split(':');
  return [name, spanOf(span)];
}

/** `7`: from 7; `-8`: up to 8; `7-9`: both. */
function spanOf(text: string): readonly [number, number] {
  const [from = '', until = ''] = text.split('-');
  return [Number(from) || 0, Number(until) || NEWEST];
}
