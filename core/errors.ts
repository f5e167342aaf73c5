/**
 * The catalogue of everything that can go wrong and is told to a person.
 *
 * A code never changes once released: scripts and translations hang on it. `sentence` says what happened and
 * what it means for the job; `advice` says what the technician can do. `{name}` is filled from the parameters.
 */

import { DIAGNOSIS_PROBLEMS } from './diagnosis-problems.ts';
import { JOB_PROBLEMS } from './job-problems.ts';
import { LINT_PROBLEMS } from './lint-problems.ts';

/** Values that fill the `{name}` places of a sentence. */
export type ErrorParams = Readonly<Record<string, string | number>>;

interface CatalogueEntry {
  /** HTTP status the control API answers with. */
  readonly status: number;
  readonly sentence: string;
  readonly advice: string;
}

const CATALOGUE = {
  BAD_REQUEST: {
    status: 400,
    sentence: 'The request is not in the form expected: {detail}.',
    advice: 'Correct the value that is named and try again.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: 'There is no {what} "{id}".',
    advice: 'List what exists and use one of those names.',
  },
  NOT_ALLOWED: {
    status: 403,
    sentence: 'This request does not come from the Fieldboot window or command line.',
    advice: 'Open the address that Fieldboot printed at its start, with its token.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Fieldboot failed in a way it does not know: {detail}.',
    advice: 'Try again; if it happens again, report the text above.',
  },
  DATA_IN_USE: {
    status: 409,
    sentence: 'Another Fieldboot (process {pid}) is using the data folder {path}.',
    advice: 'Stop that one, or choose another folder with --data.',
  },
  ENGINE_SILENT: {
    status: 503,
    sentence: 'The Fieldboot that serves with this data folder (process {pid}) does not answer: {detail}.',
    advice: 'Wait a moment and try again; if it hangs, end that process.',
  },
  DATA_UNUSABLE: {
    status: 500,
    sentence: 'The data folder {path} cannot be used: {detail}.',
    advice:
      'Check that the disk has room and that you may write there, or choose another folder with --data.',
  },

  FILE_MISSING: {
    status: 404,
    sentence: 'There is no file at {path}.',
    advice: 'Check the path; if the file was on a removable disk, plug it in again.',
  },
  FILE_UNREADABLE: {
    status: 422,
    sentence: 'The file {path} cannot be read: {detail}.',
    advice: 'Check that it is a file and that you may read it.',
  },
  MEDIUM_NOT_ISO: {
    status: 422,
    sentence: '{path} is not an ISO image: {detail}.',
    advice:
      'Choose the .iso file of an installation medium; a text file or archive renamed to .iso does not work.',
  },
  MEDIUM_TRUNCATED: {
    status: 422,
    sentence: '{path} is cut short: the medium says {expected} bytes, the file has {actual}.',
    advice: 'Download or copy the ISO again; the transfer was probably interrupted.',
  },
  MEDIUM_DAMAGED: {
    status: 422,
    sentence: '{path} has a damaged directory: {detail}.',
    advice: 'Download or copy the ISO again and compare its checksum.',
  },
  FILE_COMPRESSED: {
    status: 422,
    sentence: 'The file {path} is stored compressed on the medium ({how}) and cannot be served.',
    advice: 'Copy the medium into a folder on a Linux system that mounts it, and import that folder.',
  },
  MEDIUM_COMPRESSED: {
    status: 422,
    sentence: '{count} files of this medium are stored compressed (zisofs) and cannot be served.',
    advice: 'Copy the medium into a folder on a Linux system that mounts it, and import that folder.',
  },
  MEDIUM_REMOVABLE: {
    status: 409,
    sentence: 'This medium lies on a removable disk ({device}).',
    advice: 'Leave the disk plugged in while machines install, or copy the image into the library.',
  },
  MEDIUM_CORRUPT: {
    status: 409,
    sentence: 'The medium is not what it should be: {detail}.',
    advice: 'Download or copy it again; machines installed from it may fail halfway.',
  },
  NO_CHECKSUM: {
    status: 404,
    sentence: 'There is nothing to check {name} against.',
    advice: 'Put the checksum file of its download page (SHA256SUMS, CHECKSUM) beside it.',
  },
  IMAGE_BUSY: {
    status: 409,
    sentence: 'The image {id} is being {what} already.',
    advice: 'Wait for the end of that, or cancel it.',
  },
  MEDIUM_UNKNOWN: {
    status: 422,
    sentence: '{path} is a readable medium, but no system that Fieldboot can start was found on it: {seen}.',
    advice:
      'Use a medium of a supported family (Debian, Ubuntu, SUSE, Red Hat and its relatives, live systems), or any whose boot menu starts a Linux kernel.',
  },
  MEDIUM_GENERIC: {
    status: 422,
    sentence:
      'No family knows {name}: the entry "{entry}" of its own menu is started. Its RAM disk is of a known kind ({kind}) and is told to find its system over the network.',
    advice: 'Try it on one machine; another entry can be chosen in the profile.',
  },
  MEDIUM_UNTRIED: {
    status: 422,
    sentence:
      'No family knows {name}: the entry "{entry}" of its own menu is started, without arguments that look for a drive. Whether its system is found over the network is not known.',
    advice: 'Try it on one machine; choose another entry or add kernel arguments in the profile.',
  },
  RAM_DISK_FEW_CARDS: {
    status: 422,
    sentence:
      'The RAM disk of {name} is made for drives: of network cards it knows those of virtual machines only.',
    advice:
      "For real machines import a folder with the boot files of the netboot archive of the same release, and this medium's apks beside them.",
  },
  MEDIUM_NEEDS_DRIVE: {
    status: 422,
    sentence: '{name} can only be started from a drive: its RAM disk has no network.',
    advice: 'Import a folder with its netboot files (bzImage, initrd, netboot.ipxe) instead.',
  },
  PROGRAM_UNSIGNED: {
    status: 422,
    sentence: '{name} is not signed: firmware with Secure Boot does not start it.',
    advice: 'Switch Secure Boot off on the machine for the time of the test.',
  },
  MEDIUM_PARTIAL: {
    status: 422,
    sentence: 'This medium of {name} holds the base system and little more.',
    advice: 'Choose only packages that are on it, or use the full (DVD) medium.',
  },
  MEDIUM_NO_PACKAGES: {
    status: 422,
    sentence: 'This medium of {name} has no packages to install from.',
    advice: 'Use the full (DVD) medium, or give the profile a mirror that the machines can reach.',
  },
  INSTALLER_ASKS: {
    status: 422,
    sentence: 'The installer of {name} asks its questions, or some of them, on the machine itself.',
    advice:
      'Stay at the machine, or use a medium whose installer takes all its answers (Ubuntu Server, or Desktop from 23.04).',
  },
  MEDIUM_NO_STAGE2: {
    status: 422,
    sentence: 'This medium of {name} lacks the second part of its installer ({path}).',
    advice: 'Use a medium that is complete: a boot, network-install or DVD image as its maker offers it.',
  },
  INSTALLER_KERNEL_DIFFERS: {
    status: 409,
    sentence:
      'The network installer on this laptop has kernel {abi}, the medium {name} has modules for {medium}: the installer will not find its drivers.',
    advice: 'Use the medium of the current point release, or bring the network installer of this one.',
  },
  MEDIUM_GONE: {
    status: 410,
    sentence: 'The medium of {name} is no longer at {path}.',
    advice: 'Put the file back or plug the disk in again; serving goes on by itself. Or remove the image.',
  },
  MEDIUM_ONLY_PACKAGES: {
    status: 422,
    sentence: '{name}: packages and no installer. Machines cannot be started from this medium.',
    advice:
      'Join it to the image of an installer: fieldboot join IMAGE THIS-ONE, or in the panel of that image.',
  },
  REPOSITORY_TOOL_MISSING: {
    status: 424,
    sentence: 'The packages in {path} have no list, and {tool}, which writes one, is not on this laptop.',
    advice:
      'Install it (on Debian and Ubuntu: sudo apt-get install {package}), then import the folder again.',
  },
  REPOSITORY_NOT_MADE: {
    status: 422,
    sentence: 'The packages in {path} could not be listed by {tool}: {detail}.',
    advice: 'Take out the package that it names, and import the folder again.',
  },
  JOIN_IMPOSSIBLE: {
    status: 409,
    sentence: 'The image {other} cannot be joined to {id}: {detail}.',
    advice: 'Join media whose packages the installer of that image can read, of the same architecture.',
  },
  IMAGE_JOINED: {
    status: 409,
    sentence: 'The image {id} is joined to {other}.',
    advice: 'Take it away from there first.',
  },
  MEDIUM_IS_FOLDER: {
    status: 409,
    sentence: 'The image {name} is a folder: only an ISO can be copied into the library or served whole.',
    advice: 'Import the ISO itself; it can be uploaded or copied from any disk.',
  },
  MEDIUM_SILENT: {
    status: 503,
    sentence: 'The disk with the medium of {name} does not answer: {path}.',
    advice:
      'Look at the disk, or at the share and the network it comes over; serving goes on by itself when it answers. Other media are served meanwhile.',
  },
  MEDIUM_CHANGED: {
    status: 409,
    sentence: 'The file of {name} at {path} is not the one that was imported.',
    advice: 'Import it again, or put the original file back.',
  },
  IMAGE_IN_USE: {
    status: 409,
    sentence: 'The image {id} is used by the profile {profile}.',
    advice: 'Remove that profile first.',
  },
  PROFILE_IN_USE: {
    status: 409,
    sentence: 'The profile {id} is assigned to {count} machines.',
    advice: 'Take the assignment from those machines first.',
  },
  PROFILE_IN_RULE: {
    status: 409,
    sentence: 'The rule {rule} chooses the profile {id}.',
    advice: 'Remove that rule first.',
  },
  PROFILE_IN_SHEET: {
    status: 409,
    sentence:
      'A job sheet gives the profile {id} to {count} machines that have not come yet, first {serial}.',
    advice:
      'Read the sheet again with another profile in those rows, or wait no more for them (fieldboot waiting --drop).',
  },
  PROFILE_IS_DEFAULT: {
    status: 409,
    sentence: 'The profile {id} is what machines boot that nobody has chosen for.',
    advice: 'Stop serving, and start it with another default profile or none.',
  },
  MACHINE_UNIDENTIFIED: {
    status: 409,
    sentence:
      'Its loader does not tell its serial, and a rule or a job sheet asks for it: nothing is chosen for it by itself.',
    advice: 'Choose its profile by hand, or let it start with iPXE, which tells the serial.',
  },
  NAME_TAKEN: {
    status: 409,
    sentence: 'There is already a {what} named "{name}".',
    advice: 'Choose another name.',
  },
  INSTALLATION_UNSURE: {
    status: 409,
    sentence: 'It was being installed and came back without reporting the end, so its disk is left alone.',
    advice:
      'Look at the machine: say "install again", or take its profile away and let it boot from its disk.',
  },
  NETBOOT_FILES_MISSING: {
    status: 424,
    sentence:
      'The network installer of Debian {version} ({arch}) is not on this laptop; this medium cannot boot from the network without it.',
    advice:
      'For Debian 12 and 13 on amd64, with internet: npm run bootfiles. For any other, or without: bring its package {package} or the files {file} in a FOLDER, and run npm run bootfiles -- --from FOLDER (--unverified when nothing here vouches for them).',
  },
  BOOT_FILES_MISSING: {
    status: 424,
    sentence: 'The boot loaders are not on this laptop yet: {file}.',
    advice:
      'With internet: npm run bootfiles. Without: npm run bootfiles -- --from FOLDER with the packages in it.',
  },
  SECURE_BOOT_NO_LOADER: {
    status: 424,
    sentence:
      'Secure Boot is on, and no loader here may start {name}: the one on its medium cannot use the network.',
    advice:
      'Bring its maker’s signed shim and network GRUB: put shimx64.efi and grubx64.efi (grubnetx64.efi.signed of the package grub-efi-amd64-signed) into loaders/ubuntu of the boot files. Or turn Secure Boot off for the installation.',
  },
  SECURE_BOOT_NO_SHIM: {
    status: 424,
    sentence:
      'Secure Boot is on, and the medium of {name} has no signed loader of its own that could be read; no other may start it.',
    advice: 'Import the maker’s medium as it was published. Or turn Secure Boot off for the installation.',
  },
  SECURE_BOOT_OTHER_LOADER: {
    status: 409,
    sentence:
      'The machine was started again for the signed loader of {name} and came back with another one, which may not start it.',
    advice:
      'Something else names its loader: another boot server, or an entry of its own boot menu. Start it from the network card that Fieldboot serves, or turn Secure Boot off for the installation.',
  },
  SETTING_INVALID: {
    status: 400,
    sentence: 'The setting {key} cannot be used: {detail}.',
    advice: 'Correct the value and try again.',
  },
  PROFILE_NO_LOGIN: {
    status: 422,
    sentence:
      'This profile has no password and no SSH key: the installer will stop and ask for one on its console.',
    advice: 'Set root_password, a user with user_password, or ssh_key.',
  },
  TEMPLATE_INVALID: {
    status: 422,
    sentence: 'The answer template of {profile} cannot be rendered: {detail}.',
    advice: 'Correct the template at the line named.',
  },

  INTERFACE_UNKNOWN: {
    status: 404,
    sentence: 'This laptop has no network interface {name}.',
    advice: 'Choose one of: {known}.',
  },
  INTERFACE_NO_ADDRESS: {
    status: 409,
    sentence: 'The interface {name} has no IPv4 address.',
    advice: 'Let Fieldboot set one for the time of serving (it is removed at the end), or set one yourself.',
  },
  INTERFACE_GONE: {
    status: 410,
    sentence: 'The interface {name} has disappeared while serving; nothing is answered now.',
    advice: 'Plug the adapter in again and start serving again.',
  },
  ADDRESS_GONE: {
    status: 410,
    sentence: '{name} has lost its address {cidr} while serving; nothing is answered now.',
    advice:
      'Find out what on this laptop changes {name} (a network manager, a VPN), then start serving again.',
  },
  ADDRESS_SET_AGAIN: {
    status: 409,
    sentence:
      'Something on this laptop took the address {cidr} away from {name}; Fieldboot set it again ({times}×).',
    advice: 'Tell the network manager to leave {name} alone, for example: nmcli device set {name} managed no',
  },
  ADDRESS_FORBIDDEN: {
    status: 403,
    sentence: '{name} has no address, and Fieldboot cannot give it one: {detail}.',
    advice:
      'Start Fieldboot as administrator, or set one by hand: sudo ip address add 10.77.0.1/24 dev {name}',
  },
  INTERFACE_WIRELESS: {
    status: 409,
    sentence:
      '{name} is wireless: most firmware cannot boot over it, and its network belongs to others who would get answers too.',
    advice: 'Choose a wired interface. If this one is meant, insist: --insist, or the tick in the window.',
  },
  INTERFACE_DEFAULT_ROUTE: {
    status: 409,
    sentence:
      '{name} is this laptop’s way to the internet: answering DHCP there can take other people’s machines off their network.',
    advice:
      'Choose an interface with nothing but the machines behind it. If this one is meant, insist: --insist, or the tick in the window.',
  },
  INTERFACE_VIRTUAL: {
    status: 409,
    sentence: '{name} has no hardware behind it: only virtual machines of this laptop can be reached there.',
    advice: 'Choose the interface that the cable is plugged into, unless virtual machines are meant.',
  },
  INTERFACE_NO_LINK: {
    status: 409,
    sentence: '{name} has no link: nothing can be heard there.',
    advice: 'Plug the cable into this laptop and into a switch or machine that is switched on.',
  },
  OTHER_DHCP_SERVER: {
    status: 409,
    sentence:
      'Another DHCP server, {server}, already gives addresses on {name}: with two of them machines get now one answer, now the other.',
    advice:
      'Unplug or switch off that server, choose another interface, or serve beside it (--mode proxy). To give addresses all the same: --insist, or the tick in the window.',
  },
  OTHER_PXE_SERVER: {
    status: 409,
    sentence:
      'Another network boot server, {server}, answers on {name}: machines boot from whoever is first.',
    advice: 'Switch that server off while you install, or take the machines to a network of their own.',
  },
  OTHER_DHCP_APPEARED: {
    status: 409,
    sentence: 'Another DHCP server, {server}, has appeared on {name}; serving was stopped as you had chosen.',
    advice: 'Find and unplug that server, then start serving again.',
  },
  OTHER_DHCP_PROXY: {
    status: 409,
    sentence:
      'Another DHCP server, {server}, gives addresses on {name}: as you had chosen, Fieldboot now tells boot files only (proxy DHCP).',
    advice:
      'Nothing to do for machines that boot now; leases given before hold until they end. To give addresses again, unplug that server and start serving again.',
  },
  NO_DHCP_SERVER: {
    status: 409,
    sentence:
      'No DHCP server answers on {name}: Fieldboot tells boot files only, so machines get no address and none boots.',
    advice: 'Switch on or plug in the server that gives the addresses, or stop and serve with full DHCP.',
  },
  LISTENING_IMPOSSIBLE: {
    status: 409,
    sentence: 'Whether other DHCP servers answer on {name} cannot be found out: {detail}.',
    advice: 'Make sure that nobody else gives addresses there before you start.',
  },
  LISTENING_PARTIAL: {
    status: 409,
    sentence:
      'This system drops packets of networks it does not know (rp_filter): a DHCP server of another network on {name} may go unheard.',
    advice:
      'As administrator: sudo sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.{name}.rp_filter=0 - then check again.',
  },
  ADDRESS_NOT_SET: {
    status: 403,
    sentence: 'The address {cidr} could not be set on {name}: {detail}.',
    advice: 'Set it by hand with: sudo ip address add {cidr} dev {name}',
  },
  RARP_IMPOSSIBLE: {
    status: 403,
    sentence:
      'RARP is not answered on {name}: this account may not open packet sockets, or this system has none.',
    advice:
      'Start Fieldboot as administrator on Linux, or do without: only machines older than BOOTP need RARP.',
  },
  VLAN_NOT_MADE: {
    status: 403,
    sentence: 'The VLAN {vlan} could not be made on {name}: {detail}.',
    advice:
      'Make it by hand: sudo ip link add link {name} name {name}.{vlan} type vlan id {vlan}; then serve again.',
  },
  RANGE_INVALID: {
    status: 400,
    sentence: 'The address range {range} cannot be used: {detail}.',
    advice: 'Give a range such as 10.77.0.100-10.77.0.199 inside the network of the interface.',
  },
  DHCP_OPTION_INVALID: {
    status: 400,
    sentence: 'The DHCP option {option} cannot be set: {detail}.',
    advice: 'Write NAME=VALUE or NUMBER=VALUE, such as ntp=10.0.0.1, 150=ip:10.0.0.1 or 3=none.',
  },
  PORT_BUSY: {
    status: 409,
    sentence: 'The {door} door cannot open: {protocol} port {port} is used by another program.',
    advice: 'Stop that program ({hint}) and start serving again.',
  },
  PORT_FORBIDDEN: {
    status: 403,
    sentence: 'The {door} door cannot open: this account may not use {protocol} port {port}.',
    advice: 'Once, as administrator: {command}',
  },
  NFS_NO_PORT_MAPPER: {
    status: 409,
    sentence: 'NFS is served, but machines that ask for its port get no answer: {detail}',
    advice: 'Mount with port={nfs},mountport={mount}, or free port 111 (rpcbind) and start serving again.',
  },
  SITE_CA_UNUSABLE: {
    status: 409,
    sentence: 'The certificate authority of this site, in {path}, cannot be used: {detail}.',
    advice:
      'Put its two files back from a backup, or move the folder away: a new authority is made then, which machines must learn to trust.',
  },
  ALREADY_SERVING: {
    status: 409,
    sentence: 'Fieldboot is already serving on {name}.',
    advice: 'Stop serving there first.',
  },
  NOT_SERVING: {
    status: 409,
    sentence: 'Fieldboot is not serving.',
    advice: 'Choose an interface and start serving.',
  },
  UNDO_IMPOSSIBLE: {
    status: 409,
    sentence: 'That cannot be taken back: {detail}.',
    advice: 'Change the machine by hand, if it still can be.',
  },
  RULE_INVALID: {
    status: 400,
    sentence: 'This rule cannot be used: {detail}.',
    advice:
      'Say at least one thing that a machine must be, such as --mac 52:54:00 or --product "PowerEdge*".',
  },
  POOL_EXHAUSTED: {
    status: 503,
    sentence: 'Every address of the range {range} is taken.',
    advice: 'Stop serving and start with a larger range, or release machines that are gone.',
  },
  DISK_FULL: {
    status: 507,
    sentence: 'There is no room left on the disk for {what}.',
    advice: 'Free some space and try again; nothing that was stored before is lost.',
  },

  ...LINT_PROBLEMS,
  ...DIAGNOSIS_PROBLEMS,
  ...JOB_PROBLEMS,
} as const satisfies Record<string, CatalogueEntry>;

/** Stable code of an error. */
export type ErrorCode = keyof typeof CATALOGUE;

/** What crosses a process boundary: CLI's stderr, the control API, an image's warnings. */
export interface Problem {
  readonly code: ErrorCode;
  readonly sentence: string;
  readonly advice: string;
  readonly params: ErrorParams;
}

/** Every code, for schemas and for the test that finds a translation for each. */
export const ERROR_CODES = Object.keys(CATALOGUE) as [ErrorCode, ...ErrorCode[]];

/** Fills `{name}` places; a place with no parameter stays as it is, so that a gap is seen. */
export function fill(text: string, params: ErrorParams): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(params[name] ?? place));
}

/** Describes a problem without raising it (used for warnings). */
export function problem(code: ErrorCode, params: ErrorParams = {}): Problem {
  const { sentence, advice } = CATALOGUE[code];
  return { code, sentence: fill(sentence, params), advice: fill(advice, params), params };
}

/** An error from the catalogue. Its message is the sentence. */
export class FieldbootError extends Error {
  override readonly name = 'FieldbootError';
  readonly problem: Problem;
  readonly status: number;

  constructor(code: ErrorCode, params: ErrorParams = {}, options?: { cause?: unknown }) {
    const described = problem(code, params);
    super(described.sentence, options);
    this.problem = described;
    this.status = CATALOGUE[code].status;
  }

  get code(): ErrorCode {
    return this.problem.code;
  }
}

/** Any thrown value as an error of the catalogue; what is not ours becomes INTERNAL. */
export function asFieldbootError(thrown: unknown): FieldbootError {
  if (thrown instanceof FieldbootError) return thrown;
  const code = (thrown as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC' || code === 'SQLITE_FULL')
    return new FieldbootError('DISK_FULL', { what: 'this' }, { cause: thrown });
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  return new FieldbootError('INTERNAL', { detail }, { cause: thrown });
}
