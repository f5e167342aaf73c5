import { formatIpv4, hex } from '../../address.ts';
import { Reader, Writer } from '../../cursor.ts';
import { decodeSubOptions, decodeText, encodeSubOptions, type OptionCodec } from '../option.ts';
import type { DhcpOption } from '../packet.ts';

/**
 * Vendor options of class `PXEClient` (PXE specification 2.1, section 2.1.4): the names are those of its tags. Only
 * the tags that a single boot server needs are known by a name; the others travel as they are.
 */
const PXE_TAG = {
  discoveryControl: 6,
  bootServers: 8,
  bootMenu: 9,
  menuPrompt: 10,
  bootItem: 71,
  end: 255,
} as const;

/** Bits of the discovery control (tag 6). */
const DISCOVERY = {
  noBroadcast: 1,
  noMulticast: 2,
  onlyListedServers: 4,
  /** Take the boot file of this very offer: no menu, no prompt, no search for boot servers. */
  bootFileOfOffer: 8,
} as const;

/**
 * Vendor-encapsulated options (RFC 2132, section 8.4), read as PXE's. The data end with PXE's own end tag, which is
 * not among the values; it is written back, as ROMs look for it.
 */
export const PXE_VENDOR: OptionCodec<readonly DhcpOption[]> = {
  code: 43,
  name: 'vendor options',
  decode: (data) => decodeSubOptions(untilEnd(data)),
  encode: (tags) => Uint8Array.of(...encodeSubOptions(tags), PXE_TAG.end),
  describe: (tags) => tags.map(describeTag).join(' '),
};

/**
 * "Take this file": no search for boot servers, no menu. The prompt is there with a time of 0 s because some ROMs,
 * finding none, show "Press F8" with a time of their own.
 */
export const BOOT_THIS_FILE: readonly DhcpOption[] = [
  { code: PXE_TAG.discoveryControl, data: Uint8Array.of(DISCOVERY.bootFileOfOffer) },
  { code: PXE_TAG.menuPrompt, data: Uint8Array.of(0, 0x50, 0x58, 0x45) },
];

/** Which boot server, and which layer of it, a client asks for (tag 71). */
export interface BootItem {
  readonly type: number;
  readonly layer: number;
}

/** Tag 71 of a request's vendor options; null when there is none. */
export function bootItemOf(tags: readonly DhcpOption[]): BootItem | null {
  const data = tags.find(({ code }) => code === PXE_TAG.bootItem)?.data;
  if (data === undefined || data.length < 4) return null;
  const reader = new Reader(data);
  return { type: reader.u16(), layer: reader.u16() };
}

/** Tag 71 for an answer. */
export function bootItemTag({ type, layer }: BootItem): DhcpOption {
  return { code: PXE_TAG.bootItem, data: new Writer().u16(type).u16(layer).finish() };
}

/** Data up to PXE's end tag; tags carry a length, so the tag is looked for where a tag can be. */
function untilEnd(data: Uint8Array): Uint8Array {
  let at = 0;
  while (at < data.length && data[at] !== PXE_TAG.end) at += 2 + (data[at + 1] ?? 0);
  return at < data.length ? data.subarray(0, at) : data;
}

function describeTag({ code, data }: DhcpOption): string {
  switch (code) {
    case PXE_TAG.discoveryControl:
      return `discovery-control=${data[0] ?? ''}`;
    case PXE_TAG.menuPrompt:
      return `prompt=${data[0] ?? ''} s ${JSON.stringify(decodeText(data.subarray(1)))}`;
    case PXE_TAG.bootItem:
      return `boot-item=${hex(data)}`;
    case PXE_TAG.bootServers:
      return `boot-servers=${describeServers(data)}`;
    default:
      return `${code}=${hex(data)}`;
  }
}

/** Rows of type, count, addresses. */
function describeServers(data: Uint8Array): string {
  const reader = new Reader(data);
  const rows: string[] = [];
  while (reader.remaining > 0) {
    const type = reader.u16();
    const addresses = Array.from({ length: reader.u8() }, () => formatIpv4(reader.u32()));
    if (reader.fault === null) rows.push(`${type}:${addresses.join(',')}`);
  }
  return reader.fault === null ? rows.join(' ') : hex(data);
}
