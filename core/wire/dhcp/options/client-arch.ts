import { Reader, Writer } from '../../cursor.ts';
import type { OptionCodec } from '../option.ts';

/** Processor architecture types of the IANA registry "Processor Architecture Types" (RFC 4578, RFC 5970). */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'x86 BIOS'],
  [2, 'Itanium'],
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
  [21, 'arm 32-bit U-Boot'],
  [22, 'arm 64-bit U-Boot'],
  [23, 'arm 32-bit U-Boot HTTP'],
  [24, 'arm 64-bit U-Boot HTTP'],
  [25, 'RISC-V 32-bit UEFI'],
  [26, 'RISC-V 32-bit UEFI HTTP'],
  [27, 'RISC-V 64-bit UEFI'],
  [28, 'RISC-V 64-bit UEFI HTTP'],
  [29, 'RISC-V 128-bit UEFI'],
  [30, 'RISC-V 128-bit UEFI HTTP'],
  [31, 's390 basic'],
  [32, 's390 extended'],
  [37, 'LoongArch 32-bit UEFI'],
  [38, 'LoongArch 32-bit UEFI HTTP'],
  [39, 'LoongArch 64-bit UEFI'],
  [40, 'LoongArch 64-bit UEFI HTTP'],
  [41, 'Raspberry Pi'],
]);

/** `11 (arm 64-bit UEFI)`. */
export const archText = (type: number): string => `${type} (${NAMES.get(type) ?? 'unknown'})`;

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
  describe: (types) => types.map(archText).join(', '),
};
