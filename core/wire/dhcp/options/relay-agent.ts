import { hex } from '../../address.ts';
import { decodeSubOptions, encodeSubOptions, type OptionCodec } from '../option.ts';
import type { DhcpOption } from '../packet.ts';

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'circuit'],
  [2, 'remote'],
]);

/** What a relay agent or a snooping switch added (RFC 3046); echoed to it untouched, as the last option. */
export const RELAY_AGENT: OptionCodec<readonly DhcpOption[]> = {
  code: 82,
  name: 'relay agent',
  decode: decodeSubOptions,
  encode: encodeSubOptions,
  describe: (subOptions) =>
    subOptions.map(({ code, data }) => `${NAMES.get(code) ?? code}=${hex(data)}`).join(' '),
};
