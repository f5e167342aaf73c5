/** Debian package files: unpacking, digests, and the licence word of debian/copyright. */

import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { run } from './command.ts';

/** SHA-256 of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** Unpacks a .deb into a folder. Null when it went well, otherwise the reason in words. */
export async function unpackDeb(deb: string, folder: string): Promise<string | null> {
  mkdirSync(folder, { recursive: true });
  const dpkg = await run('dpkg-deb', ['-x', deb, folder]);
  if (dpkg.code === 0) return null;
  return dpkg.code === 127 ? unpackWithTar(deb, folder) : dpkg.err.trim();
}

/** Systems without dpkg (files brought by hand to a Mac or Windows): their tar knows xz. */
async function unpackWithTar(deb: string, folder: string): Promise<string | null> {
  const member = readArchiveMember(deb, 'data.tar');
  if (!member) return 'it is not a Debian package';
  const tarball = join(folder, member.name);
  writeFileSync(tarball, member.bytes);
  const tar = await run('tar', ['-xf', tarball, '-C', folder]);
  return tar.code === 0 ? null : tar.err.trim();
}

/** A member of an `ar` archive. */
interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The first member of an `ar` archive whose name starts so; null when there is none or the file is no archive. */
export function readArchiveMember(file: string, prefix: string): Member | null {
  const descriptor = openSync(file, 'r');
  const read = (at: number, length: number) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, length, at));
  };
  try {
    return findMember(read, prefix);
  } finally {
    closeSync(descriptor);
  }
}

/** ar(5): a magic line, then members with a header of 60 bytes (name 16, …, size 10 at 48), each at an even offset. */
function findMember(read: (at: number, length: number) => Buffer, prefix: string): Member | null {
  if (read(0, 8).toString('latin1') !== '!<arch>\n') return null;
  for (let at = 8; ; ) {
    const header = read(at, 60).toString('latin1');
    const size = Number.parseInt(header.slice(48, 58), 10);
    if (header.length < 60 || !(size >= 0)) return null;
    const name = header.slice(0, 16).trim().replace(/\/$/, '');
    if (name.startsWith(prefix)) return { name, bytes: read(at + 60, size) };
    at += 60 + size + (size % 2);
  }
}

/** The licence of an unpacked package's files in one short word, `unknown` when it does not say. */
export function readLicence(folder: string, packageName: string): string {
  const file = join(folder, 'usr/share/doc', packageName, 'copyright');
  return existsSync(file) ? licenceWord(readFileSync(file, 'utf8')) : 'unknown';
}

/** The `License:` of the stanza `Files: *` in a machine-readable debian/copyright, else the first one there is. */
export function licenceWord(copyright: string): string {
  const stanzas = copyright.split(/\n\s*\n/);
  const word = (text: string | undefined) => /^License:[ \t]*(\S+)/m.exec(text ?? '')?.[1];
  const main = stanzas.find((stanza) => /^Files:\s*\*\s*$/m.test(stanza));
  return word(main) ?? word(copyright) ?? 'unknown';
}
