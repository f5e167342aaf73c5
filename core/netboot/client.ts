/**
 * Who is asking: a packet turned once into a small value; every later decision looks at the value, not at bytes.
 */

import { readOption } from '../wire/dhcp/option.ts';
import { CLIENT_ARCH } from '../wire/dhcp/options/client-arch.ts';
import { CLIENT_UUID } from '../wire/dhcp/options/client-uuid.ts';
import { IPXE, ipxeFeatures, ipxeVersion } from '../wire/dhcp/options/ipxe.ts';
import { HOST_NAME, VENDOR_CLASS } from '../wire/dhcp/options/plain.ts';
import { USER_CLASS } from '../wire/dhcp/options/user-class.ts';
import { type DhcpPacket, hardwareAddress } from '../wire/dhcp/packet.ts';
import { printable } from '../wire/text.ts';
import { archOfVendorClass, isEtherboot, isGpxe, isPlaceholderUuid, isRaspberryPiRom } from './quirks.ts';

/** What starts the machine, as far as it matters for the choice of a loader. */
export type Firmware = 'bios' | 'uefi-x64' | 'uefi-ia32' | 'uefi-arm64' | 'unknown';

/**
 * Which program of the machine is asking: the PXE ROM of the firmware, iPXE, the firmware's HTTP Boot, or an operating
 * system (installers and installed systems alike).
 */
export type Stage = 'rom' | 'ipxe' | 'http-boot' | 'os';

/** What an iPXE says about itself. */
export interface IpxeInfo {
  /** Names as in `ipxeFeatures`: `http`, `https`, `menu`, `bzimage`, `efi`, … */
  readonly features: readonly string[];
  readonly version: string | null;
}

/** Plain data, fit for JSON; text from the wire has no control characters and is not long. */
export interface ClientInfo {
  readonly mac: string;
  /** SMBIOS UUID as the machine's label shows it; null when absent or a placeholder. */
  readonly uuid: string | null;
  /** Architecture types of option 93, or of the vendor class where the option is missing. */
  readonly arch: readonly number[];
  readonly firmware: Firmware;
  readonly stage: Stage;
  readonly ipxe: IpxeInfo | null;
  readonly hostName: string | null;
  readonly vendorClass: string | null;
  readonly userClass: string | null;
}

/** Longest text that is kept from an option, in characters. */
const MAX_TEXT = 128;

/**
 * Architecture type -> firmware. 7 and 9 are both 64-bit x86: RFC 4578 gave 7 to EFI byte code, all firmware sends it
 * for x64, and the registry has since followed the firmware. 15, 16 and 19 are the same for HTTP Boot.
 */
const FIRMWARE: ReadonlyMap<number, Firmware> = new Map([
  [0, 'bios'],
  [6, 'uefi-ia32'],
  [7, 'uefi-x64'],
  [9, 'uefi-x64'],
  [11, 'uefi-arm64'],
  [15, 'uefi-ia32'],
  [16, 'uefi-x64'],
  [19, 'uefi-arm64'],
]);

/** Describes the client that sent a packet. Never throws. */
export function describeClient(packet: DhcpPacket): ClientInfo {
  const mac = hardwareAddress(packet);
  const vendorClass = readOption(packet, VENDOR_CLASS);
  const userClasses = readOption(packet, USER_CLASS)?.classes ?? [];
  const arch = readOption(packet, CLIENT_ARCH) ?? archOfVendorClass(vendorClass);
  const ipxe = ipxeOf(packet, userClasses);
  return {
    mac,
    uuid: uuidOf(packet),
    arch: arch.slice(0, 8),
    firmware: isRaspberryPiRom(mac, arch) ? 'unknown' : firmwareOf(isEtherboot(vendorClass) ? [0] : arch),
    stage: stageOf(vendorClass, ipxe),
    ipxe,
    hostName: shown(readOption(packet, HOST_NAME)),
    vendorClass: shown(vendorClass),
    userClass: shown(userClasses.join(' ')),
  };
}

/** Two machines may share a MAC address text only on Ethernet; everything else is not served. */
export function isEthernet(packet: DhcpPacket): boolean {
  return packet.htype === 1 && packet.hlen === 6;
}

function firmwareOf(arch: readonly number[]): Firmware {
  for (const type of arch) {
    const firmware = FIRMWARE.get(type);
    if (firmware !== undefined) return firmware;
  }
  return 'unknown';
}

/** iPXE keeps the firmware's vendor class, so it is looked for first. */
function stageOf(vendorClass: string | null, ipxe: IpxeInfo | null): Stage {
  if (ipxe !== null) return 'ipxe';
  if (vendorClass?.startsWith('PXEClient') || isEtherboot(vendorClass)) return 'rom';
  if (vendorClass?.startsWith('HTTPClient')) return 'http-boot';
  return 'os';
}

/** An iPXE sends both its user class and its own options; a script may have changed the user class. */
function ipxeOf(packet: DhcpPacket, userClasses: readonly string[]): IpxeInfo | null {
  if (isGpxe(userClasses)) return null;
  const subOptions = readOption(packet, IPXE);
  if (subOptions === null && !userClasses.includes('iPXE')) return null;
  return { features: ipxeFeatures(subOptions ?? []), version: ipxeVersion(subOptions ?? []) };
}

function uuidOf(packet: DhcpPacket): string | null {
  const uuid = readOption(packet, CLIENT_UUID);
  return uuid === null || isPlaceholderUuid(uuid) ? null : uuid;
}

function shown(text: string | null): string | null {
  return text === null || text === '' ? null : printable(text, MAX_TEXT);
}
