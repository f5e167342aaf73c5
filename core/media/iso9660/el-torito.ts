import { u8, u16, u32 } from '../fields.ts';

/** One bootable or not bootable entry of an El Torito catalogue ("El Torito" specification 1.0, section 2). */
export interface BootEntry {
  /** 0 for PC BIOS, 0xEF for UEFI (UEFI specification 13.3.2.1), 1 PowerPC, 2 Mac. */
  readonly platform: number;
  readonly bootable: boolean;
  /** 0 no emulation, 1-3 floppy, 4 hard disk. */
  readonly emulation: number;
  /** Block where the boot image begins. */
  readonly block: number;
  /** Number of 512-byte sectors the firmware loads. */
  readonly sectors: number;
}

/** Bytes of a catalogue worth reading: firmware reads no more either. */
export const CATALOGUE_BYTES = 4096;

const ENTRY = 32;
const SECTION = 0x90;
const LAST_SECTION = 0x91;
const EXTENSION = 0x44;
const BOOTABLE = 0x88;

/** Decodes a boot catalogue; one without a valid validation entry has no entries, as for the firmware. */
export function decodeBootCatalogue(bytes: Uint8Array): BootEntry[] {
  if (!isValid(bytes)) return [];
  const entries = [decodeEntry(bytes, ENTRY, u8(bytes, 1))];
  let at = 2 * ENTRY;
  while (at + ENTRY <= bytes.length) {
    const header = u8(bytes, at);
    if (header === EXTENSION) {
      at += ENTRY;
      continue;
    }
    if (header !== SECTION && header !== LAST_SECTION) break;
    const platform = u8(bytes, at + 1);
    let left = u16(bytes, at + 2);
    for (at += ENTRY; left > 0 && at + ENTRY <= bytes.length; at += ENTRY) {
      if (u8(bytes, at) === EXTENSION) continue;
      entries.push(decodeEntry(bytes, at, platform));
      left -= 1;
    }
    if (header === LAST_SECTION) break;
  }
  return entries;
}

/** Which firmware finds something to boot. */
export function bootableBy(entries: readonly BootEntry[]): { bios: boolean; uefi: boolean } {
  const has = (platform: number) => entries.some((entry) => entry.bootable && entry.platform === platform);
  return { bios: has(0), uefi: has(0xef) };
}

/** The words of the validation entry add up to zero, and it ends in 55 AA. */
function isValid(bytes: Uint8Array): boolean {
  if (u8(bytes, 0) !== 1 || u16(bytes, 30) !== 0xaa55) return false;
  let sum = 0;
  for (let at = 0; at < ENTRY; at += 2) sum += u16(bytes, at);
  return (sum & 0xffff) === 0;
}

function decodeEntry(bytes: Uint8Array, at: number, platform: number): BootEntry {
  return {
    platform,
    bootable: u8(bytes, at) === BOOTABLE,
    emulation: u8(bytes, at + 1) & 0x0f,
    block: u32(bytes, at + 8),
    sectors: u16(bytes, at + 6),
  };
}
