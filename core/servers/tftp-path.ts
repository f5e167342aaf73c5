import { normalisePath } from '../tree/boot-tree.ts';

/**
 * The path in a TFTP request; null when it climbs. Windows' boot manager writes backslashes; firmware writes no, one or
 * two leading slashes. A byte 255 at the end (not UTF-8, so U+FFFD here) is the DHCP end option that some PXE ROMs take
 * for a part of the file name when option 67 was not ended by a zero.
 */
export function tftpPath(name: string): string | null {
  return normalisePath(name.replace(/\uFFFD+$/u, ''));
}
