import { Reader, Writer } from '../../cursor.ts';
import type { OptionCodec } from '../option.ts';

/** Processor architecture types of the IANA registry "Processor Architecture Types" (RFC 4578, RFC 5970). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'x86 BIOS'],
  [6, 'x86 UEFI'],
  [7, 'x64 UEFI'],
  [9, 'EBC UEFI (x64 in practice)'],
  [10, 'arm 32-bit UEFI'],
  [11, 'arm 64-bit UEFI'],
  [15, 'x86 UEFI HTTP'],
  [16, 'x64 UEFI HTTP'],
  [17, 'EBC UEFI HTTP'],
  [18, 'arm 32-bit UEFI HTTP'],
  [19, 'arm 64-bit UEFI HTTP'],
  [20, 'x86 BIOS HTTP'],
  [27, 'RISC-V 64-bit UEFI'],
  [39, 'LoongArch 64-bit UEFI'],
]);

/** Client system architecture (RFC 4578, section 2.1): 16-bit types, best first; usually one. */
export const CLIENT_ARCH: OptionCodec<readonly number[]> = {
  code: 93,
  name: 'client architecture',
  decode(data) {
    if (data.length === 0 || data.length % 2 !== 0) return null;
    const reader = new Reader(data);
    const types: number[] = [];
    while (reader.remaining > 0) types.push(reader.u16());
    return types;
  },
  encode(types) {
    const writer = new Writer();
    for (const type of types) writer.u16(type);
    return writer.finish();
  },
  describe: (types) => types.map((type) => `${type} (${NAMES.get(type) ?? 'unknown'})`).join(', '),
};
