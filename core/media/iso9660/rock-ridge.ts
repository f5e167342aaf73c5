import { u8, u32 } from '../fields.ts';
import { decodeText } from '../read-whole.ts';
import { rockRidgeName } from './names.ts';
import { longTime, shortTime } from './times.ts';

/**
 * Rock Ridge (IEEE P1282) inside the System Use Sharing Protocol (IEEE P1281): entries of a two-letter signature,
 * a length, a version and data, behind the name in a directory record and in continuation areas.
 */

/** What the entries of one directory record say; absent fields were not said. */
export interface RockRidge {
  readonly name?: string;
  /** File type bits of the POSIX mode: S_IFMT. */
  readonly type?: number;
  /** Milliseconds since 1970. */
  readonly modified?: number;
  /** Target of a symbolic link. */
  readonly link?: string;
  /** Block of the directory that stands here but was stored elsewhere, because of the depth limit (CL). */
  readonly child?: number;
  /** This directory is shown elsewhere, by a record with `child` (RE). */
  readonly relocated?: true;
  /** The bytes are compressed, and only a system that knows zisofs shows the file's own (ZF, algorithm `pz` or `PZ`). */
  readonly zisofs?: true;
}

/** Where more entries of the same record lie (CE). */
export interface Continuation {
  readonly block: number;
  readonly offset: number;
  readonly length: number;
}

const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFLNK = 0o120000;

/** Linux's NAME_MAX and PATH_MAX; longer ones are cut, so that a record cannot grow without bound. */
const NAME_LIMIT = 1024;
const LINK_LIMIT = 4096;

/**
 * Number of bytes that every system use area skips before its entries (SP), from the area of the root's own
 * record; undefined when the volume has none. A CD-ROM XA volume has 14 bytes of its own before the entries.
 */
export function systemUseSkip(rootSystemUse: Uint8Array): number | undefined {
  for (const at of [0, 14]) {
    const isSp = signature(rootSystemUse, at) === 'SP' && u8(rootSystemUse, at + 2) >= 7;
    if (isSp && u8(rootSystemUse, at + 4) === 0xbe && u8(rootSystemUse, at + 5) === 0xef)
      return at === 0 ? u8(rootSystemUse, at + 6) : Math.max(at, u8(rootSystemUse, at + 6));
  }
  return undefined;
}

/** Gathers the entries of one record over its system use area and its continuation areas. */
export class RockRidgeCollector {
  #name: number[] = [];
  #link = '';
  /** The last component of the link goes on in the next one. */
  #linkOpen = false;
  #said: RockRidge = {};

  /** Takes one area; returns where the next one lies. Bytes that are no entry end the area. */
  take(area: Uint8Array): Continuation | undefined {
    let next: Continuation | undefined;
    for (let at = 0; at + 4 <= area.length; at += u8(area, at + 2)) {
      const length = u8(area, at + 2);
      const kind = signature(area, at);
      if (length < 4 || at + length > area.length || kind === 'ST') break;
      const entry = area.subarray(at, at + length);
      if (kind === 'CE') next = { block: u32(entry, 4), offset: u32(entry, 12), length: u32(entry, 20) };
      else this.#takeEntry(kind, entry);
    }
    return next;
  }

  /** What was said, after the last area. */
  result(): RockRidge {
    const name = this.#name.length > 0 ? rockRidgeName(Uint8Array.from(this.#name)) : undefined;
    return {
      ...this.#said,
      ...(name === undefined ? {} : { name }),
      ...(this.#link === '' ? {} : { link: this.#link }),
    };
  }

  #takeEntry(kind: string, entry: Uint8Array): void {
    if (kind === 'NM') this.#takeName(entry);
    else if (kind === 'SL') this.#takeLink(entry);
    else if (kind === 'PX') this.#said = { ...this.#said, type: u32(entry, 4) & S_IFMT };
    else if (kind === 'TF') this.#said = { ...this.#said, ...modifiedOf(entry) };
    else if (kind === 'CL') this.#said = { ...this.#said, child: u32(entry, 4) };
    else if (kind === 'RE') this.#said = { ...this.#said, relocated: true };
    else if (kind === 'ZF') this.#said = { ...this.#said, zisofs: true };
  }

  /** Flags 2 and 4 name the directory itself and its parent: no name of an entry. */
  #takeName(entry: Uint8Array): void {
    if ((u8(entry, 4) & 0x06) !== 0 || this.#name.length + entry.length > NAME_LIMIT) return;
    // Bytes, not text: a character may be cut in two where one NM ends and the next begins.
    this.#name.push(...entry.subarray(5));
  }

  #takeLink(entry: Uint8Array): void {
    for (let at = 5; at + 2 <= entry.length; at += 2 + u8(entry, at + 1)) {
      const flags = u8(entry, at);
      const text = entry.subarray(at + 2, at + 2 + u8(entry, at + 1));
      if (this.#link.length + text.length > LINK_LIMIT) return;
      this.#addComponent(flags, text);
    }
  }

  #addComponent(flags: number, text: Uint8Array): void {
    const part = flags & 0x02 ? '.' : flags & 0x04 ? '..' : decodeText(text);
    const separator = this.#linkOpen || this.#link === '' || this.#link.endsWith('/') ? '' : '/';
    this.#link = flags & 0x08 ? '/' : this.#link + separator + part;
    this.#linkOpen = (flags & 0x01) !== 0;
  }
}

/** Stamps lie in the order of their flag bits: creation, then modification, ... ; bit 7 says that they are long. */
function modifiedOf(entry: Uint8Array): { modified?: number } {
  const flags = u8(entry, 4);
  if ((flags & 0x02) === 0) return {};
  const long = (flags & 0x80) !== 0;
  const at = 5 + (flags & 0x01 ? (long ? 17 : 7) : 0);
  return { modified: long ? longTime(entry, at) : shortTime(entry, at) };
}

function signature(area: Uint8Array, at: number): string {
  return String.fromCharCode(u8(area, at), u8(area, at + 1));
}
