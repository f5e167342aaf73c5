/**
 * Memory from SMBIOS memory devices (type 17), as iPXE reads them: the field Size (offset 0x0c, two bytes) and Extended
 * Size (0x1c, four bytes) of each socket, in hexadecimal, least significant byte first (SMBIOS 3.7, section 7.18).
 */

/** Sockets that are asked for; a server of two processors has 24 or more, filled evenly, so that few are missed. */
export const MEMORY_SOCKETS = 16;

const EMPTY = 0;
const UNKNOWN = 0xffff;
const EXTENDED = 0x7fff;
const IN_KIB = 0x8000;

/** `0040.0080.0000` (sizes) and the extended sizes -> MiB in all; null when no socket told a size. */
export function readMemory(sizes: string, extended: string): number | null {
  const large = extended.split('.');
  const devices = sizes
    .split('.')
    .map((size, socket) => deviceMiB(littleEndian(size), littleEndian(large[socket])));
  const total = devices.reduce<number>((sum, one) => sum + one, 0);
  return total > 0 ? total : null;
}

function deviceMiB(size: number, extended: number): number {
  if (size === EMPTY || size === UNKNOWN) return 0;
  if (size === EXTENDED) return extended & 0x7fffffff;
  return size & IN_KIB ? Math.floor((size & 0x7fff) / 1024) : size;
}

/** `0040` -> 0x4000; 0 for what is no hexadecimal text of up to four bytes. */
function littleEndian(text = ''): number {
  if (!/^([0-9a-f]{2}){1,4}$/i.test(text)) return 0;
  return Number.parseInt(text.match(/../g)?.reverse().join('') ?? '0', 16);
}
