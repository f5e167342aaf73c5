import { formatMac, hex } from '../../address.ts';
import type { OptionCodec } from '../option.ts';

/** How a client names itself. Type 1 is an Ethernet address, 255 a DUID (RFC 4361), 0 anything. */
export interface ClientId {
  readonly type: number;
  readonly id: Uint8Array;
}

/**
 * Client identifier (RFC 2132, section 9.14).
 *
 * Echoed (RFC 6842), but never the key of a lease: firmware, iPXE and the installed system of one machine send
 * three different ones, and the technician knows the machine by its MAC.
 */
export const CLIENT_ID: OptionCodec<ClientId> = {
  code: 61,
  name: 'client identifier',
  decode: (data) => (data.length < 2 ? null : { type: data[0] ?? 0, id: data.slice(1) }),
  encode: ({ type, id }) => Uint8Array.of(type, ...id),
  describe: ({ type, id }) => `type ${type} ${type === 1 ? formatMac(id) : hex(id)}`,
};
