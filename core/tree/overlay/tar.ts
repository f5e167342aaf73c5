/**
 * ustar archives (POSIX.1-2001, pax, "ustar Interchange Format"): what Alpine's RAM disk unpacks over its new root. Small
 * ones, made in memory.
 */

/** One file, folder or symbolic link of an archive. */
export interface TarMember {
  /** Relative, no leading slash, at most 100 bytes; a trailing slash makes it a folder. */
  readonly name: string;
  /** Permission bits, for example 0o755. */
  readonly mode: number;
  /** Bytes of the file; or where a symbolic link leads, at most 100 bytes. */
  readonly content: Uint8Array | { readonly link: string };
}

const BLOCK = 512;

/** Writes an archive. The same members give the same bytes: owner root, time 0. Throws RangeError for a name too long. */
export function writeTar(members: readonly TarMember[]): Uint8Array {
  const parts = members.flatMap(encodeMember);
  // Two empty blocks end it.
  const archive = new Uint8Array(parts.reduce((sum, part) => sum + whole(part.length), 2 * BLOCK));
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += whole(part.length);
  }
  return archive;
}

const whole = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK;

function encodeMember({ name, mode, content }: TarMember): Uint8Array[] {
  if (content instanceof Uint8Array)
    return [header(name, mode, content.length, name.endsWith('/') ? '5' : '0', ''), content];
  return [header(name, mode, 0, '2', content.link)];
}

function header(name: string, mode: number, size: number, type: '0' | '2' | '5', link: string): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (at: number, text: string, most: number) => {
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > most) throw new RangeError(`tar name ${text}`);
    block.set(bytes, at);
  };
  put(0, name, 100);
  for (const [at, value, digits] of [
    [100, mode, 7],
    [108, 0, 7],
    [116, 0, 7],
    [124, size, 11],
    [136, 0, 11],
  ] as const)
    put(at, value.toString(8).padStart(digits, '0'), digits);
  put(156, type, 1);
  put(157, link, 100);
  put(257, 'ustar\0' + '00', 8);
  put(265, 'root', 31);
  put(297, 'root', 31);
  // The sum is taken with spaces in its own place.
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, '0')}\0 `, 8);
  return block;
}
