/**
 * A tiny ISO9660 writer: bytes in memory, no tool needed. What it writes is checked against xorriso in
 * test/media/iso9660/foreign-tools.test.ts.
 *
 * Layout: system area, volume descriptors, boot catalogue, then per hierarchy (Rock Ridge, Joliet) the directories
 * with their continuation areas, then the files, then the huge ones. Path tables are left out: no reader of today
 * looks at them.
 */

export interface IsoPlan {
  /** Volume identifier, at most 32 characters. */
  readonly label: string;
  /** Contents by path, such as `{ '.disk/info': 'Debian …' }`; directories are made as needed. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Directories with nothing in them. */
  readonly directories?: readonly string[];
  /** Rock Ridge symbolic links: target by path. */
  readonly links?: Readonly<Record<string, string>>;
  /** Sizes in bytes of files that lie at the end and are not written: for sparse files over 4 GiB. */
  readonly huge?: Readonly<Record<string, number>>;
  /** El Torito: path of the boot image for each firmware. */
  readonly boot?: { readonly bios?: string; readonly uefi?: string };
  /** Milliseconds since 1970, whole seconds; 2026-01-02 03:04:05 UTC when left out. */
  readonly modified?: number;
  /** Write Rock Ridge names (on unless false). */
  readonly rockRidge?: boolean;
  /** Write a Joliet hierarchy too (off unless true). */
  readonly joliet?: boolean;
}

/** An ISO as its written part and its full size: they differ only when the plan has huge files. */
export interface IsoParts {
  readonly head: Uint8Array;
  readonly size: number;
}

/** Makes the bytes of an ISO image. */
export function buildIso(plan: IsoPlan): Uint8Array {
  const { head, size } = layOutIso(plan);
  if (head.length !== size) throw new Error('an ISO with huge files does not fit in memory: use layOutIso');
  return head;
}

/** Makes an ISO image whose huge files, if any, are still to be added as `size - head.length` bytes of a hole. */
export function layOutIso(plan: IsoPlan): IsoParts {
  const modified = plan.modified ?? Date.UTC(2026, 0, 2, 3, 4, 5);
  const root = growTree(plan);
  const hierarchies = [new Hierarchy(root, plan.rockRidge === false ? 'plain' : 'rock-ridge', modified)];
  if (plan.joliet) hierarchies.push(new Hierarchy(root, 'joliet', modified));

  const catalogueBlock = FIRST_DESCRIPTOR + hierarchies.length + (plan.boot ? 1 : 0) + 1;
  let block = catalogueBlock + (plan.boot ? 1 : 0);
  for (const hierarchy of hierarchies) block = hierarchy.place(block);
  const files = walk(root).filter((node) => node.content !== undefined);
  const byHugeLast = [...files].sort((a, b) => Number(isHuge(a)) - Number(isHuge(b)));
  let headBlocks = block;
  for (const file of byHugeLast) {
    file.block = block;
    block += blocksOf(sizeOf(file));
    if (!isHuge(file)) headBlocks = block;
  }

  const head = new Uint8Array(headBlocks * BLOCK);
  const put = (at: number, bytes: Uint8Array) => head.set(bytes, at * BLOCK);
  const descriptors = hierarchies.map((hierarchy) => volumeDescriptor(plan.label, hierarchy, block));
  if (plan.boot) descriptors.splice(1, 0, bootRecord(catalogueBlock));
  for (const [index, bytes] of [...descriptors, terminator()].entries()) put(FIRST_DESCRIPTOR + index, bytes);
  if (plan.boot) put(catalogueBlock, bootCatalogue(plan.boot, root));
  for (const hierarchy of hierarchies) hierarchy.write(put);
  for (const file of files) if (file.content instanceof Uint8Array) put(file.block, file.content);
  return { head, size: block * BLOCK };
}

// --- the tree that is written ---------------------------------------------------------------------------------

interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  /** Bytes of a file, or the size of a huge one; absent for directories and links. */
  content?: Uint8Array | number;
  target?: string;
  block: number;
}

const BLOCK = 2048;
const FIRST_DESCRIPTOR = 16;
/** The largest section of a multi-extent file: a whole number of blocks that fits in 32 bits. */
const MAX_SECTION = 0xffff_f800;

const encodeUtf8 = (text: string) => new TextEncoder().encode(text);
const encodeUcs2 = (text: string) =>
  Uint8Array.from(
    [...Array(text.length).keys()].flatMap((i) => [text.charCodeAt(i) >> 8, text.charCodeAt(i) & 0xff]),
  );
const blocksOf = (bytes: number) => Math.ceil(bytes / BLOCK);
const isHuge = (node: Node) => typeof node.content === 'number';
const isDirectory = (node: Node) => node.content === undefined && node.target === undefined;
const sizeOf = ({ content = 0 }: Node) => (typeof content === 'number' ? content : content.length);

function newNode(name: string, parent?: Node): Node {
  return { name, parent, children: new Map(), block: 0 };
}

function growTree(plan: IsoPlan): Node {
  const root = newNode('');
  for (const path of plan.directories ?? []) nodeAt(root, path);
  for (const [path, content] of Object.entries(plan.files ?? {}))
    nodeAt(root, path).content = typeof content === 'string' ? encodeUtf8(content) : content;
  for (const [path, size] of Object.entries(plan.huge ?? {})) nodeAt(root, path).content = size;
  for (const [path, target] of Object.entries(plan.links ?? {})) nodeAt(root, path).target = target;
  return root;
}

function nodeAt(root: Node, path: string): Node {
  let here = root;
  for (const name of path.split('/').filter((part) => part !== '')) {
    const next = here.children.get(name) ?? newNode(name, here);
    here.children.set(name, next);
    here = next;
  }
  return here;
}

function walk(node: Node): Node[] {
  return [node, ...[...node.children.values()].flatMap(walk)];
}

// --- fields ---------------------------------------------------------------------------------------------------

/** A number in both byte orders, as ECMA-119 7.2.3 and 7.3.3 want it. */
function both16(value: number): number[] {
  return [value & 0xff, value >> 8, value >> 8, value & 0xff];
}

function both32(value: number): number[] {
  const little = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
  return [...little, ...little.toReversed()];
}

function shortTime(milliseconds: number): number[] {
  const at = new Date(milliseconds);
  const [year, month, day] = [at.getUTCFullYear() - 1900, at.getUTCMonth() + 1, at.getUTCDate()];
  return [year, month, day, at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds(), 0];
}

function padded(bytes: Uint8Array, length: number, fill: readonly number[]): Uint8Array {
  const out = Uint8Array.from({ length }, (_, i) => fill[i % fill.length] ?? 0);
  out.set(bytes.subarray(0, length));
  return out;
}

// --- directories ----------------------------------------------------------------------------------------------

type Naming = 'plain' | 'rock-ridge' | 'joliet';

interface Placed {
  block: number;
  /** Blocks of records; continuation areas come behind them. */
  recordBlocks: number;
  records: Uint8Array;
  continuations: Uint8Array;
}

/** One hierarchy of directories over the tree. Encoded twice: first to learn the lengths, then with the places. */
class Hierarchy {
  readonly naming: Naming;
  readonly #root: Node;
  readonly #modified: number;
  readonly #placed = new Map<Node, Placed>();

  constructor(root: Node, naming: Naming, modified: number) {
    this.naming = naming;
    this.#root = root;
    this.#modified = modified;
  }

  /** Gives every directory its blocks, from `block` on; returns the first free block behind them. */
  place(block: number): number {
    let free = block;
    for (const directory of walk(this.#root).filter(isDirectory)) {
      const empty = {
        block: 0,
        recordBlocks: 0,
        records: new Uint8Array(0),
        continuations: new Uint8Array(0),
      };
      this.#placed.set(directory, empty);
    }
    for (const [directory, placed] of this.#placed) {
      this.#encode(directory, placed);
      placed.block = free;
      placed.recordBlocks = blocksOf(placed.records.length);
      free += placed.recordBlocks + blocksOf(placed.continuations.length);
    }
    return free;
  }

  write(put: (block: number, bytes: Uint8Array) => void): void {
    for (const [directory, placed] of this.#placed) {
      this.#encode(directory, placed);
      put(placed.block, placed.records);
      put(placed.block + placed.recordBlocks, placed.continuations);
    }
  }

  /** The root's record as it stands in the volume descriptor: without system use. */
  rootRecord(): Uint8Array {
    return this.#record(this.#root, Uint8Array.of(0), new Uint8Array(0));
  }

  #encode(directory: Node, placed: Placed): void {
    const continuations = new Continuations(placed.block + placed.recordBlocks);
    const records = [
      this.#record(directory, Uint8Array.of(0), this.#selfUse(directory, continuations)),
      this.#record(directory.parent ?? directory, Uint8Array.of(1), this.#selfUse(undefined, continuations)),
    ];
    for (const [child, identifier] of this.#named(directory)) {
      const entries = this.naming === 'rock-ridge' ? rockRidgeEntries(child, this.#modified) : [];
      const room = MAX_RECORD - evenLength(33 + identifier.length);
      records.push(...this.#sections(child, identifier, continuations.fit(entries, room)));
    }
    placed.records = packRecords(records);
    placed.continuations = continuations.bytes();
  }

  /** Children with the identifiers they have on the medium, in the order that ECMA-119 9.3 wants. */
  #named(directory: Node): [Node, Uint8Array][] {
    const children = [...directory.children.values()].filter(
      (child) => this.naming === 'rock-ridge' || child.target === undefined,
    );
    if (this.naming === 'joliet')
      return children
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((child) => [child, encodeUcs2(isDirectory(child) ? child.name : `${child.name};1`)]);
    return plainNames(children).map(([child, name]) => [child, encodeUtf8(name)]);
  }

  /** System use of `.` and `..`; that of the root's `.` announces Rock Ridge (SP, ER). */
  #selfUse(directory: Node | undefined, continuations: Continuations): Uint8Array {
    if (this.naming !== 'rock-ridge') return new Uint8Array(0);
    const announcement = directory === this.#root ? [SP, ER] : [];
    const entries = [...announcement, posixMode(0o040555, 2), timeStamp(this.#modified)];
    return continuations.fit(entries, MAX_RECORD - 34);
  }

  /** One record, or one for each 4 GiB of a huge file. */
  #sections(node: Node, identifier: Uint8Array, systemUse: Uint8Array): Uint8Array[] {
    const count = Math.max(1, Math.ceil(sizeOf(node) / MAX_SECTION));
    return [...Array(count).keys()].map((index) =>
      this.#record(node, identifier, systemUse, { index, last: index === count - 1 }),
    );
  }

  #record(
    node: Node,
    identifier: Uint8Array,
    systemUse: Uint8Array,
    section: { index: number; last: boolean } = { index: 0, last: true },
  ): Uint8Array {
    const placed = this.#placed.get(node);
    const start = section.index * MAX_SECTION;
    const length = placed ? placed.recordBlocks * BLOCK : Math.min(sizeOf(node) - start, MAX_SECTION);
    const nameEnd = evenLength(33 + identifier.length);
    const record = new Uint8Array(evenLength(nameEnd + systemUse.length));
    record.set([
      record.length,
      0,
      ...both32((placed?.block ?? node.block) + start / BLOCK),
      ...both32(length),
      ...shortTime(this.#modified),
      (placed ? 0x02 : 0) | (section.last ? 0 : 0x80),
      0,
      0,
      ...both16(1),
      identifier.length,
      ...identifier,
    ]);
    record.set(systemUse, nameEnd);
    return record;
  }
}

const MAX_RECORD = 254;
const evenLength = (length: number) => length + (length & 1);

/** Records one after the other, none across the border of a sector, padded to whole sectors. */
function packRecords(records: readonly Uint8Array[]): Uint8Array {
  const places: number[] = [];
  let at = 0;
  for (const { length } of records) {
    if ((at % BLOCK) + length > BLOCK) at = blocksOf(at) * BLOCK;
    places.push(at);
    at += length;
  }
  const out = new Uint8Array(blocksOf(at) * BLOCK);
  for (const [index, record] of records.entries()) out.set(record, places[index]);
  return out;
}

/** Level 1 names: eight and three capitals and digits, made unique by a number where they would be equal. */
function plainNames(children: readonly Node[]): [Node, string][] {
  const taken = new Set<string>();
  const named = children.map((child): [Node, string] => {
    const [, stem = '', extension = ''] = /^(.+?)(?:\.([^.]*))?$/.exec(child.name.toUpperCase()) ?? [];
    const clean = (text: string, length: number) => text.replace(/[^A-Z0-9_]/g, '_').slice(0, length);
    const tail = isDirectory(child) ? '' : `.${clean(extension, 3)};1`;
    let name = clean(stem, 8) + tail;
    for (let n = 0; taken.has(name); n += 1) name = `${clean(stem, 4)}${String(n).padStart(4, '0')}${tail}`;
    taken.add(name);
    return [child, name];
  });
  return named.sort(([, a], [, b]) => (a < b ? -1 : 1));
}

// --- Rock Ridge -----------------------------------------------------------------------------------------------

const SP = Uint8Array.of(0x53, 0x50, 7, 1, 0xbe, 0xef, 0);
const RRIP = encodeUtf8('RRIP_1991A');
const ER = Uint8Array.from([0x45, 0x52, 8 + RRIP.length, 1, RRIP.length, 0, 0, 1, ...RRIP]);

function posixMode(mode: number, links: number): Uint8Array {
  return Uint8Array.from([0x50, 0x58, 36, 1, ...[mode, links, 0, 0].flatMap(both32)]);
}

/** TF with the modification time only. */
function timeStamp(modified: number): Uint8Array {
  return Uint8Array.from([0x54, 0x46, 12, 1, 0x02, ...shortTime(modified)]);
}

function rockRidgeEntries(node: Node, modified: number): Uint8Array[] {
  const mode = isDirectory(node) ? 0o040555 : node.target === undefined ? 0o100444 : 0o120777;
  const link = node.target === undefined ? [] : linkEntries(node.target);
  return [posixMode(mode, 1), timeStamp(modified), ...nameEntries(node.name), ...link];
}

/** NM, cut into pieces when it is long; a piece may end in the middle of a character, as with real writers. */
function nameEntries(name: string): Uint8Array[] {
  return pieces([...encodeUtf8(name)], 100).map((part, index, all) => {
    const goesOn = index < all.length - 1 ? 1 : 0;
    return Uint8Array.from([0x4e, 0x4d, 5 + part.length, 1, goesOn, ...part]);
  });
}

/** SL with one entry per component, which covers the flag that says that more follows. */
function linkEntries(target: string): Uint8Array[] {
  const parts = target.startsWith('/') ? ['/', ...target.slice(1).split('/')] : target.split('/');
  return parts.map((part, index) => {
    const flag = { '.': 0x02, '..': 0x04, '/': 0x08 }[part] ?? 0;
    const text = flag ? [] : [...encodeUtf8(part)];
    const goesOn = index < parts.length - 1 ? 1 : 0;
    return Uint8Array.from([0x53, 0x4c, 7 + text.length, 1, goesOn, flag, text.length, ...text]);
  });
}

function pieces<T>(items: readonly T[], size: number): T[][] {
  const count = Math.max(1, Math.ceil(items.length / size));
  return Array.from({ length: count }, (_, i) => items.slice(i * size, (i + 1) * size));
}

/** The continuation areas of one directory: entries that did not fit in a record. */
class Continuations {
  readonly #block: number;
  #used: Uint8Array = new Uint8Array(0);

  constructor(block: number) {
    this.#block = block;
  }

  /** System use of `room` bytes at most: what does not fit moves to a continuation area that CE points at. */
  fit(entries: readonly Uint8Array[], room: number): Uint8Array {
    const whole = concat(entries);
    if (whole.length <= room) return whole;
    let kept = 0;
    let length = 28;
    while (kept < entries.length && length + (entries[kept]?.length ?? 0) <= room) {
      length += entries[kept]?.length ?? 0;
      kept += 1;
    }
    return concat([...entries.slice(0, kept), this.#store(concat(entries.slice(kept)))]);
  }

  bytes(): Uint8Array {
    return this.#used;
  }

  /** Stores an area that does not cross the border of a block; returns the CE that points at it. */
  #store(area: Uint8Array): Uint8Array {
    const left = BLOCK - (this.#used.length % BLOCK);
    const gap = area.length > left ? left : 0;
    const at = this.#used.length + gap;
    this.#used = concat([this.#used, new Uint8Array(gap), area]);
    const place = [this.#block + Math.floor(at / BLOCK), at % BLOCK, area.length];
    return Uint8Array.from([0x43, 0x45, 28, 1, ...place.flatMap(both32)]);
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

// --- volume descriptors ---------------------------------------------------------------------------------------

function descriptor(type: number): Uint8Array {
  const bytes = new Uint8Array(BLOCK);
  bytes.set([type, ...encodeUtf8('CD001'), 1]);
  return bytes;
}

function terminator(): Uint8Array {
  return descriptor(255);
}

function volumeDescriptor(label: string, hierarchy: Hierarchy, blocks: number): Uint8Array {
  const joliet = hierarchy.naming === 'joliet';
  const text = (value: string, length: number) =>
    joliet ? padded(encodeUcs2(value), length, [0, 0x20]) : padded(encodeUtf8(value), length, [0x20]);
  const bytes = descriptor(joliet ? 2 : 1);
  bytes.set(text('', 32), 8);
  bytes.set(text(label, 32), 40);
  bytes.set(both32(blocks), 80);
  if (joliet) bytes.set(encodeUtf8('%/E'), 88);
  bytes.set([...both16(1), ...both16(1), ...both16(BLOCK)], 120);
  bytes.set(hierarchy.rootRecord(), 156);
  bytes.set(text('', 623), 190);
  for (const at of [813, 830, 847, 864]) bytes.set(encodeUtf8('0'.repeat(16)), at);
  bytes[881] = 1;
  return bytes;
}

// --- El Torito ------------------------------------------------------------------------------------------------

function bootRecord(catalogueBlock: number): Uint8Array {
  const bytes = descriptor(0);
  bytes.set(encodeUtf8('EL TORITO SPECIFICATION'), 7);
  bytes.set(both32(catalogueBlock).slice(0, 4), 0x47);
  return bytes;
}

/** With both firmwares BIOS is the default entry and UEFI a section, as on every hybrid medium. */
function bootCatalogue(boot: NonNullable<IsoPlan['boot']>, root: Node): Uint8Array {
  const wanted: [number, string][] = [];
  if (boot.bios !== undefined) wanted.push([0, boot.bios]);
  if (boot.uefi !== undefined) wanted.push([0xef, boot.uefi]);
  const [[platform = 0, image = ''] = [], ...sections] = wanted;
  const bytes = new Uint8Array(BLOCK);
  bytes.set(validationEntry(platform), 0);
  bytes.set(bootEntry(root, image), 32);
  for (const [index, [id, path]] of sections.entries()) {
    bytes.set([index === sections.length - 1 ? 0x91 : 0x90, id, 1, 0], 64 + index * 64);
    bytes.set(bootEntry(root, path), 96 + index * 64);
  }
  return bytes;
}

function validationEntry(platform: number): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set([1, platform]);
  bytes.set([0x55, 0xaa], 30);
  const words = new Uint16Array(bytes.buffer);
  words[14] = -words.reduce((sum, word) => sum + word, 0);
  return bytes;
}

function bootEntry(root: Node, path: string): Uint8Array {
  const image = nodeAt(root, path);
  const bytes = new Uint8Array(32);
  bytes.set([0x88, 0, 0, 0, 0, 0, 4, 0, ...both32(image.block).slice(0, 4)]);
  return bytes;
}
