/**
 * newc cpio archives: members of an initial RAM disk, unpacked by the kernel after the archives before them.
 *
 * The format is in the kernel's Documentation/driver-api/early-userspace/buffer-format.rst.
 */

/** One file or folder of an archive. */
export interface CpioMember {
  /** Relative to the root, no leading slash; a trailing slash makes it a folder. */
  readonly name: string;
  /** Permission bits, for example 0o755. */
  readonly mode: number;
  readonly content: Uint8Array;
}

const DIRECTORY = 0o040000;
const REGULAR = 0o100000;
const TRAILER: CpioMember = { name: 'TRAILER!!!', mode: 0, content: new Uint8Array() };

/**
 * Writes an archive. The same members give the same bytes: owner root, time 0, inodes counted.
 *
 * It holds what it is given and nothing more. Folders are not added by themselves: where the RAM disk has a
 * symbolic link (`lib -> usr/lib`), the kernel would take the link away to make the folder (init/initramfs.c,
 * clean_path) and with it everything below. Name a folder only when it is new; a file in a folder that is not
 * there is dropped by the kernel without a word.
 *
 * Throws RangeError for a name or size that the format cannot hold.
 */
export function writeCpio(members: readonly CpioMember[]): Uint8Array {
  const parts = [...members, TRAILER].flatMap((member, index) => encodeMember(member, index + 1));
  const archive = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    archive.set(part, at);
    at += part.length;
  }
  return archive;
}

function encodeMember({ name, mode, content }: CpioMember, inode: number): Uint8Array[] {
  const directory = name.endsWith('/');
  const path = new TextEncoder().encode(`${directory ? name.slice(0, -1) : name}\0`);
  if (path.length < 2 || name.startsWith('/') || name.includes('\0'))
    throw new RangeError(`cpio name ${name}`);
  if (content.length > 0xffffffff) throw new RangeError(`cpio member of ${content.length} bytes`);
  const type = name === TRAILER.name ? 0 : directory ? DIRECTORY : REGULAR;
  const fields = [inode, type | mode, 0, 0, directory ? 2 : 1, 0, content.length, 0, 0, 0, 0, path.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return [...padded(concat(new TextEncoder().encode(header), path)), ...padded(content)];
}

/** Header with name, and content, each end on a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array[] {
  return [bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)];
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
