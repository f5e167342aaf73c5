/**
 * Where the options of a packet go when a client takes only so many bytes: into the options field, then into the
 * header's `file` and `sname` where these are free (option overload: RFC 2131, section 4.1; RFC 2132, section 9.3).
 */

import type { DhcpOption } from './packet.ts';

/** Bytes of options that each field holds, its END included; 0 for a field that is not free. */
export interface Room {
  readonly options: number;
  readonly file: number;
  readonly sname: number;
}

/** What goes where; the overload option is among `options` when the other two are used. */
export interface Placed {
  readonly options: readonly DhcpOption[];
  readonly file: readonly DhcpOption[];
  readonly sname: readonly DhcpOption[];
}

export const OVERLOAD = 52;
const OVERLOAD_SIZE = 3;
const RELAY_AGENT = 82;

/** Bytes of an option on the wire; a long one is split into pieces, each with a head of its own (RFC 3396). */
export function optionSize({ data }: DhcpOption): number {
  return data.length + 2 * Math.max(1, Math.ceil(data.length / 255));
}

/**
 * Places options in the order given, which is that of their importance; what fits nowhere is left out. The relay's
 * option stays the last of the options field and takes none of the client's room: the relay cuts it off before the
 * client sees the packet (RFC 3046, section 2.1).
 */
export function placeOptions(options: readonly DhcpOption[], room: Room): Placed {
  if (sizeOfOwn(options) <= room.options) return { options, file: NONE, sname: NONE };
  const relay = options.filter(({ code }) => code === RELAY_AGENT);
  const own = options.filter(({ code }) => code !== RELAY_AGENT);
  const fields = [field(room.options - OVERLOAD_SIZE), field(room.file), field(room.sname)] as const;
  for (const option of own) fields.find((one) => one.takes(option));
  const [main, file, sname] = fields;
  const used = (file.options.length > 0 ? 1 : 0) | (sname.options.length > 0 ? 2 : 0);
  const overload = used === 0 ? [] : [{ code: OVERLOAD, data: Uint8Array.of(used) }];
  // Second: small clients look for the message type first.
  const [first, ...rest] = main.options;
  const placed = first === undefined ? overload : [first, ...overload, ...rest];
  return { options: [...placed, ...relay], file: file.options, sname: sname.options };
}

const NONE: readonly DhcpOption[] = [];

/** Bytes of the client's own options with their END. */
function sizeOfOwn(options: readonly DhcpOption[]): number {
  let size = 1;
  for (const option of options) if (option.code !== RELAY_AGENT) size += optionSize(option);
  return size;
}

function field(size: number) {
  const options: DhcpOption[] = [];
  let left = size - 1;
  return {
    options,
    takes(option: DhcpOption): boolean {
      if (optionSize(option) > left) return false;
      left -= optionSize(option);
      options.push(option);
      return true;
    },
  };
}
