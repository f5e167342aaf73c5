import { hex } from '../../address.ts';
import type { OptionCodec } from '../option.ts';

/**
 * Client machine identifier (RFC 4578, section 2.3): a zero and the 16 bytes of the SMBIOS UUID, as lower-case text.
 *
 * The bytes are SMBIOS's own, whose first three fields are little-endian (DMTF DSP0134, section 7.2.1); they are
 * turned here so that the text is the one dmidecode and the machine's label show.
 */
export const CLIENT_UUID: OptionCodec<string> = {
  code: 97,
  name: 'client UUID',
  decode: (data) => (data.length === 17 && data[0] === 0 ? uuidText(data.subarray(1)) : null),
  encode: (uuid) => Uint8Array.of(0, ...turned(uuidBytes(uuid))),
  describe: (uuid) => uuid,
};

function uuidText(bytes: Uint8Array): string {
  const digits = hex(turned(bytes));
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function uuidBytes(uuid: string): Uint8Array {
  const digits = uuid.replaceAll('-', '').padEnd(32, '0');
  return Uint8Array.from({ length: 16 }, (_, at) => Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16));
}

/** Changes the byte order of the first three fields; its own inverse. */
function turned(bytes: Uint8Array): Uint8Array {
  const fields = [bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)];
  return Uint8Array.of(...fields.flatMap((field) => [...field.toReversed()]), ...bytes.subarray(8, 16));
}
