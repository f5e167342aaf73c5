import { u8, u16, u32 } from '../fields.ts';
import { safeName } from '../names.ts';

/** One name in a FAT directory. */
export interface FatName {
  readonly name: string;
  readonly directory: boolean;
  /** First cluster; 0 for an empty file, and for the root where `..` means it. */
  readonly cluster: number;
  readonly size: number;
  /** Milliseconds since 1970; FAT keeps local time, which is taken as UTC. */
  readonly modified: number;
}

const ENTRY = 32;
const FREE = 0xe5;
const LONG_NAME = 0x0f;
const VOLUME_LABEL = 0x08;
const DIRECTORY = 0x10;

/** The names in the bytes of a directory, long ones where they are true, and the volume's label if it is there. */
export function decodeFatDirectory(bytes: Uint8Array): { names: FatName[]; label?: string } {
  const names: FatName[] = [];
  let label: string | undefined;
  let long = new LongName();
  for (let at = 0; at + ENTRY <= bytes.length; at += ENTRY) {
    const entry = bytes.subarray(at, at + ENTRY);
    const [first, attributes] = [u8(entry, 0), u8(entry, 11)];
    if (first === 0) break;
    if (first !== FREE && (attributes & 0x3f) === LONG_NAME) {
      long.take(entry);
      continue;
    }
    const name = long.of(entry) ?? shortName(entry);
    long = new LongName();
    if (first === FREE || name === '.' || name === '..') continue;
    if (attributes & VOLUME_LABEL) label ??= oemText(entry.subarray(0, 11)).trim();
    else names.push(nameOf(entry, name));
  }
  return label === undefined ? { names } : { names, label };
}

function nameOf(entry: Uint8Array, name: string): FatName {
  return {
    name: safeName(name),
    directory: (u8(entry, 11) & DIRECTORY) !== 0,
    cluster: u16(entry, 26) + u16(entry, 20) * 0x10000,
    size: u32(entry, 28),
    modified: fatTime(u16(entry, 24), u16(entry, 22)),
  };
}

/** Gathers the pieces of a long name, which stand before the short one, the last piece first. */
class LongName {
  #pieces: string[] = [];
  #next = 0;
  #sum = -1;

  take(entry: Uint8Array): void {
    const order = u8(entry, 0);
    if (order & 0x40) {
      this.#pieces = [];
      this.#next = order & 0x1f;
      this.#sum = u8(entry, 13);
    }
    const isNext = (order & 0x1f) === this.#next && u8(entry, 13) === this.#sum && this.#next > 0;
    this.#next = isNext ? this.#next - 1 : -1;
    // Pieces without a beginning can fill a whole directory, and none of them is kept.
    if (isNext) this.#pieces.unshift(pieceOf(entry));
  }

  /** The whole name, when all of its pieces were there and belong to this short entry. */
  of(entry: Uint8Array): string | undefined {
    const isWhole = this.#next === 0 && this.#pieces.length > 0 && this.#sum === shortSum(entry);
    return isWhole ? this.#pieces.join('').replace(/[\0\uffff].*$/s, '') : undefined;
  }
}

const utf16 = new TextDecoder('utf-16le');

/** Thirteen characters in three places. */
function pieceOf(entry: Uint8Array): string {
  const places = [entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)];
  return places.map((place) => utf16.decode(place)).join('');
}

function shortSum(entry: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < 11; at += 1) sum = ((sum >> 1) + ((sum & 1) << 7) + u8(entry, at)) & 0xff;
  return sum;
}

/** Eight and three characters; Windows NT keeps in byte 12 whether each part was in small letters. */
function shortName(entry: Uint8Array): string {
  const flags = u8(entry, 12);
  const stem = Uint8Array.from(entry.subarray(0, 8));
  if (stem[0] === 0x05) stem[0] = FREE;
  const base = cased(oemText(stem).trimEnd(), (flags & 0x08) !== 0);
  const extension = cased(oemText(entry.subarray(8, 11)).trimEnd(), (flags & 0x10) !== 0);
  return extension === '' ? base : `${base}.${extension}`;
}

const cased = (text: string, small: boolean) => (small ? text.toLowerCase() : text);

/** The code page is not said anywhere; what is not ASCII reads as Latin-1, as such names have a long one too. */
const latin1 = new TextDecoder('latin1');
const oemText = (bytes: Uint8Array) => latin1.decode(bytes);

function fatTime(date: number, time: number): number {
  const [year, month, day] = [1980 + (date >> 9), (date >> 5) & 15, date & 31];
  if (month === 0 || day === 0) return 0;
  return Date.UTC(year, month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}
