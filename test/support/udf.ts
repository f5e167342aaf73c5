/**
 * A tiny UDF writer: bytes in memory, for the partitions that no tool here fills (virtual, sparable, metadata) and for
 * descriptors of every kind. What it writes is checked against 7-Zip and the Linux kernel in test/media/udf.
 *
 * Layout in blocks: recognition sequence at byte 32768, volume descriptors at 96 and 128, anchors at 256 and at the
 * end, the partition from 288 on.
 */
import { crc } from '../../core/media/udf/tag.ts';

export interface UdfPlan {
  readonly label?: string;
  /** Contents by path. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  readonly directories?: readonly string[];
  readonly links?: Readonly<Record<string, string>>;
  /** Sizes in bytes of files that are one hole, never recorded. */
  readonly holes?: Readonly<Record<string, number>>;
  /** 2048 when left out. */
  readonly blockSize?: number;
  /** 0x0201 when left out; from 0x0200 on entries are extended ones. */
  readonly revision?: number;
  /** What the blocks of the logical volume are found by. */
  readonly partition?: 'physical' | 'sparable' | 'virtual' | 'metadata';
  /** How allocation is described; embedded files are those that fit. */
  readonly descriptors?: 'short' | 'long' | 'extended' | 'embedded';
  /** Blocks in one extent: small numbers make chains of descriptors. */
  readonly extentBlocks?: number;
  /** Milliseconds since 1970. */
  readonly modified?: number;
}

interface Node {
  readonly name: string;
  readonly parent: Node | undefined;
  readonly children: Map<string, Node>;
  content?: Uint8Array;
  target?: string;
  hole?: number;
  /** Block of the entry in the metadata's own numbering. */
  entry: number;
}

const PARTITION_AT = 288;
const PACKET = 16;
const text = (value: string) => new TextEncoder().encode(value);

/** Makes the bytes of a UDF image. */
export function buildUdf(plan: UdfPlan): Uint8Array {
  return new UdfWriter(plan).write();
}

class UdfWriter {
  readonly #plan: UdfPlan;
  readonly #size: number;
  readonly #kind: NonNullable<UdfPlan['partition']>;
  /** Blocks of the partition below. */
  readonly #blocks: (Uint8Array | undefined)[] = [];
  /** Metadata blocks, in their own numbering, when they have one. */
  readonly #metadata: Uint8Array[] = [];

  constructor(plan: UdfPlan) {
    this.#plan = plan;
    this.#size = plan.blockSize ?? 2048;
    this.#kind = plan.partition ?? 'physical';
  }

  write(): Uint8Array {
    const root = growTree(this.#plan);
    // The first blocks are kept for the files that describe a metadata partition.
    if (this.#kind === 'metadata') this.#blocks.length = 2;
    const fileSet = this.#take(1);
    for (const node of walk(root)) node.entry = this.#take(1);
    for (const node of walk(root)) this.#put(node.entry, this.#entryOf(node));
    this.#put(fileSet, this.#fileSet(root));
    this.#settleMetadata();
    return this.#image(fileSet);
  }

  get #meta(): boolean {
    return this.#kind === 'virtual' || this.#kind === 'metadata';
  }

  /** Index of the partition map that metadata lie in. */
  get #metaPartition(): number {
    return this.#meta ? 1 : 0;
  }

  /** The next blocks for entries and directories. */
  #take(count: number): number {
    const list: (Uint8Array | undefined)[] = this.#meta ? this.#metadata : this.#blocks;
    for (let i = 0; i < count; i += 1) list.push(new Uint8Array(this.#size));
    return list.length - count;
  }

  #put(block: number, bytes: Uint8Array): void {
    const list: (Uint8Array | undefined)[] = this.#meta ? this.#metadata : this.#blocks;
    if (bytes.length > this.#size) throw new Error(`a descriptor of ${bytes.length} bytes`);
    const whole = new Uint8Array(this.#size);
    whole.set(bytes);
    list[block] = whole;
  }

  /** Blocks for the contents of a file, one extent with room for each `extentBlocks`. */
  #store(content: Uint8Array): { block: number; length: number }[] {
    const most = (this.#plan.extentBlocks ?? 1024) * this.#size;
    const extents: { block: number; length: number }[] = [];
    for (let at = 0; at < content.length; at += most) {
      const part = content.subarray(at, at + most);
      extents.push({ block: this.#blocks.length, length: part.length });
      for (let b = 0; b < part.length; b += this.#size) {
        const block = new Uint8Array(this.#size);
        block.set(part.subarray(b, b + this.#size));
        this.#blocks.push(block);
      }
      // A gap, so that the next extent does not follow.
      if (this.#plan.extentBlocks) this.#blocks.push(new Uint8Array(this.#size).fill(0xee));
    }
    return extents;
  }

  #entryOf(node: Node): Uint8Array {
    if (node.hole !== undefined) return this.#entry(node, 5, node.hole, holeWords(node.hole));
    if (node.target !== undefined) return this.#contentEntry(node, 12, encodePath(node.target));
    if (node.content !== undefined) return this.#contentEntry(node, 5, node.content);
    return this.#contentEntry(node, 4, this.#directory(node));
  }

  #contentEntry(node: Node, type: number, content: Uint8Array): Uint8Array {
    const room = this.#size - (this.#extended ? 216 : 176);
    if (this.#plan.descriptors === 'embedded' && content.length <= room)
      return this.#entry(node, type, content.length, content, 3);
    // Directories lie with the metadata, where a partition for them exists.
    const inMeta = this.#meta && type === 4;
    const extents = inMeta ? this.#storeMeta(content) : this.#store(content);
    const partition = inMeta ? this.#metaPartition : 0;
    const words = extents.map(({ block, length }) => ({ block, length, partition, kind: 0 }));
    return this.#entry(node, type, content.length, this.#chained(words, room));
  }

  #storeMeta(content: Uint8Array): { block: number; length: number }[] {
    const count = Math.ceil(content.length / this.#size);
    const block = this.#take(count);
    for (let i = 0; i < count; i += 1)
      this.#put(block + i, content.subarray(i * this.#size, (i + 1) * this.#size));
    // Blocks of a virtual partition are recorded one by one.
    if (this.#kind !== 'virtual') return [{ block, length: content.length }];
    return Array.from({ length: count }, (_, i) => ({
      block: block + i,
      length: Math.min(this.#size, content.length - i * this.#size),
    }));
  }

  get #extended(): boolean {
    return (this.#plan.revision ?? 0x0201) >= 0x0200;
  }

  /** Short ones only where they mean the partition that the data lie in. */
  get #descriptorKind(): number {
    const wanted = { short: 0, long: 1, extended: 2, embedded: 0 }[this.#plan.descriptors ?? 'short'];
    return wanted === 0 && this.#meta ? 1 : wanted;
  }

  /** Descriptors, the last of them leading to a block of further ones when they do not fit. */
  #chained(words: readonly Word[], room: number): Uint8Array {
    const kind = this.#descriptorKind;
    const step = kind === 0 ? 8 : kind === 1 ? 16 : 20;
    const fitting = Math.floor(room / step);
    if (words.length <= fitting) return concat(words.map((word) => encodeWord(word, kind)));
    const block = this.#take(1);
    const rest = this.#chained(words.slice(fitting - 1), this.#size - 24);
    this.#put(block, tagged(258, block, concat([u32(0), u32(rest.length), rest])));
    const more = { block, length: this.#size, partition: this.#metaPartition, kind: 3 };
    return concat([...words.slice(0, fitting - 1), more].map((word) => encodeWord(word, kind)));
  }

  #entry(
    node: Node,
    type: number,
    size: number,
    descriptors: Uint8Array | readonly Word[],
    kind?: number,
  ): Uint8Array {
    const ad = kind ?? this.#descriptorKind;
    const bytes =
      descriptors instanceof Uint8Array
        ? descriptors
        : concat(descriptors.map((word) => encodeWord(word, ad)));
    const time = timestamp(this.#plan.modified ?? Date.UTC(2026, 0, 2, 3, 4, 5));
    const links = 1 + [...node.children.values()].filter(isDirectory).length;
    const icb = concat([u32(0), u16(4), u16(0), u16(1), u8(0), u8(type), new Uint8Array(6), u16(ad)]);
    const rights = isDirectory(node) ? 0x14a5 : 0x1084;
    const owner = concat([u32(0), u32(0), u32(rights), u16(links), u8(0), u8(0), u32(0)]);
    const recorded = u64(Math.ceil(size / this.#size));
    const tail = [u32(0), bytes.length] as const;
    const identifier = entity('*Fieldboot test');
    const unique = u64(node.entry + 16);
    const body = this.#extended
      ? [u64(size), u64(size), recorded, time, time, time, time, u32(1), u32(0), new Uint8Array(32)]
      : [u64(size), recorded, time, time, time, u32(1), new Uint8Array(16)];
    return tagged(
      this.#extended ? 266 : 261,
      node.entry,
      concat([icb, owner, ...body, identifier, unique, tail[0], u32(tail[1]), bytes]),
    );
  }

  #directory(node: Node): Uint8Array {
    const parent = this.#identifier(node.parent ?? node, '', 0x0a, node.entry);
    const children = [...node.children.values()].map((child) =>
      this.#identifier(child, child.name, isDirectory(child) ? 2 : 0, node.entry),
    );
    return concat([parent, ...children]);
  }

  #identifier(node: Node, name: string, flags: number, location: number): Uint8Array {
    const encoded = name === '' ? new Uint8Array(0) : compressed(name);
    const fields = [u16(1), u8(flags), u8(encoded.length), this.#address(node.entry), u16(0), encoded];
    const length = 16 + concat(fields).length;
    return tagged(257, location, concat([...fields, new Uint8Array(-length & 3)]));
  }

  #address(block: number): Uint8Array {
    return concat([u32(this.#size), u32(block), u16(this.#metaPartition), new Uint8Array(6)]);
  }

  #fileSet(root: Node): Uint8Array {
    const time = timestamp(this.#plan.modified ?? 0);
    const head = concat([time, u16(3), u16(3), u32(1), u32(1), u32(0), u32(0)]);
    const label = this.#plan.label ?? 'UDF';
    const names = concat([charset(), dstring(label, 128), charset(), dstring(label, 32), new Uint8Array(64)]);
    const domain = this.#domain();
    return tagged(256, 0, concat([head, names, this.#address(root.entry), domain, new Uint8Array(48)]));
  }

  #domain(): Uint8Array {
    return entity('*OSTA UDF Compliant', [...u16(this.#plan.revision ?? 0x0201), 0, 0, 0, 0, 0, 0]);
  }

  /** Puts the metadata where they lie on the medium, out of order, and writes what leads to them. */
  #settleMetadata(): void {
    if (this.#kind === 'virtual') {
      const table = this.#metadata.map(() => 0);
      for (const [index, block] of [...this.#metadata.entries()].reverse()) {
        table[index] = this.#blocks.length;
        this.#blocks.push(block);
      }
      this.#writeVat(table);
    }
    if (this.#kind === 'metadata') {
      const half = Math.ceil(this.#metadata.length / 2);
      const runs = [this.#metadata.slice(half), this.#metadata.slice(0, half)].map((run) => {
        const block = this.#blocks.length;
        this.#blocks.push(...run);
        return { block, length: run.length * this.#size, partition: 0, kind: 0 };
      });
      const words = runs.reverse().filter(({ length }) => length > 0);
      for (const [block, type] of [
        [0, 250],
        [1, 251],
      ] as const)
        this.#blocks[block] = this.#padded(this.#describing(block, type, words));
    }
  }

  #writeVat(table: readonly number[]): void {
    const words = concat(table.map(u32));
    const modern = this.#extended;
    const head = modern
      ? concat([u16(152), u16(0), dstring(this.#plan.label ?? 'UDF', 128), u32(0xffff_ffff), u32(0), u32(0)])
      : new Uint8Array(0);
    const versions = modern ? concat([u16(0x0201), u16(0x0201), u16(0x0201), u16(0)]) : new Uint8Array(0);
    const old = modern ? new Uint8Array(0) : concat([entity('*UDF Virtual Alloc Tbl'), u32(0xffff_ffff)]);
    const content = concat([head, versions, words, old]);
    const extents = this.#store(content).map((extent) => ({ ...extent, partition: 0, kind: 0 }));
    const entry = this.#describing(this.#blocks.length, modern ? 248 : 0, extents, content.length);
    this.#blocks.push(this.#padded(entry));
  }

  /** The entry of a file that describes a partition: short descriptors, and no name anywhere. */
  #describing(block: number, type: number, words: readonly Word[], size?: number): Uint8Array {
    const node: Node = { name: '', parent: undefined, children: new Map(), entry: block, content: text('') };
    const total = size ?? words.reduce((sum, { length }) => sum + length, 0);
    return this.#entry(node, type, total, concat(words.map((word) => encodeWord(word, 0))), 0);
  }

  #padded(bytes: Uint8Array): Uint8Array {
    const whole = new Uint8Array(this.#size);
    whole.set(bytes);
    return whole;
  }

  #image(fileSet: number): Uint8Array {
    const spared = this.#kind === 'sparable' ? this.#spare() : [];
    const length = this.#blocks.length;
    // With a virtual partition the table's entry is the last block of all.
    const tail = this.#kind === 'virtual' ? 0 : 1;
    const total = PARTITION_AT + length + tail;
    const image = new Uint8Array(total * this.#size);
    const put = (block: number, bytes: Uint8Array) => image.set(bytes, block * this.#size);
    for (const [index, id] of ['BEA01', this.#extended ? 'NSR03' : 'NSR02', 'TEA01'].entries())
      image.set([0, ...text(id), 1], 32768 + index * Math.max(2048, this.#size));
    for (const start of [96, 128])
      for (const [index, [kind, body]] of this.#sequence(fileSet, length, spared).entries())
        put(start + index, tagged(kind, start + index, body));
    const extent = (block: number) => concat([u32(16 * this.#size), u32(block)]);
    for (const block of tail ? [256, total - 1] : [256])
      put(block, tagged(2, block, concat([extent(96), extent(128), new Uint8Array(480)])));
    put(192, tagged(9, 192, this.#integrity(length)));
    for (const [index, block] of this.#blocks.entries()) if (block) put(PARTITION_AT + index, block);
    for (const table of [200, 208])
      if (this.#kind === 'sparable') put(table, tagged(0, table, sparingTable(spared)));
    return image;
  }

  /** Moves the first packet to the end of the partition and leaves rubbish in its place. */
  #spare(): [number, number][] {
    while (this.#blocks.length % PACKET) this.#blocks.push(new Uint8Array(this.#size));
    const packet = this.#blocks.slice(0, PACKET);
    const at = this.#blocks.length;
    this.#blocks.push(...packet);
    this.#blocks.fill(new Uint8Array(this.#size).fill(0xdd), 0, PACKET);
    return [[0, PARTITION_AT + at]];
  }

  #sequence(fileSet: number, length: number, _spared: unknown): [number, Uint8Array][] {
    const label = this.#plan.label ?? 'UDF';
    const time = timestamp(this.#plan.modified ?? 0);
    const primary = concat([
      ...[u32(1), u32(0), dstring(label, 32), u16(1), u16(1), u16(2), u16(3), u32(1), u32(1)],
      ...[dstring(`0123456789abcdef${label}`, 128), charset(), charset(), new Uint8Array(16)],
      ...[new Uint8Array(32), time, entity('*Fieldboot test'), new Uint8Array(92)],
    ]);
    const partition = concat([
      ...[u32(2), u16(1), u16(0), entity(this.#extended ? '+NSR03' : '+NSR02'), new Uint8Array(128)],
      ...[u32(1), u32(PARTITION_AT), u32(length), entity('*Fieldboot test'), new Uint8Array(284)],
    ]);
    const maps = this.#maps();
    const logical = concat([
      ...[u32(3), charset(), dstring(label, 128), u32(this.#size), this.#domain()],
      ...[this.#address(fileSet), u32(maps.length), u32(this.#meta ? 2 : 1), entity('*Fieldboot test')],
      ...[new Uint8Array(128), u32(this.#size), u32(192), maps],
    ]);
    const unallocated = concat([u32(4), u32(0)]);
    return [
      [1, primary],
      [5, partition],
      [6, logical],
      [7, unallocated],
      [8, new Uint8Array(496)],
    ];
  }

  #maps(): Uint8Array {
    const physical = concat([u8(1), u8(6), u16(1), u16(0)]);
    const suffix = [...u16(this.#plan.revision ?? 0x0201), 0, 0, 0, 0, 0, 0];
    const other = (name: string, rest: Uint8Array) =>
      concat([
        u8(2),
        u8(64),
        u16(0),
        entity(name, suffix),
        u16(1),
        u16(0),
        rest,
        new Uint8Array(24 - rest.length),
      ]);
    const number = (...values: Uint8Array[]) => concat(values);
    if (this.#kind === 'virtual')
      return concat([physical, other('*UDF Virtual Partition', new Uint8Array(0))]);
    if (this.#kind === 'metadata') {
      const rest = number(u32(0), u32(1), u32(0xffff_ffff), u32(32), u16(1), u8(1));
      return concat([physical, other('*UDF Metadata Partition', rest)]);
    }
    if (this.#kind !== 'sparable') return physical;
    const rest = number(u16(PACKET), u8(2), u8(0), u32(this.#size), u32(200), u32(208));
    return other('*UDF Sparable Partition', rest);
  }

  #integrity(length: number): Uint8Array {
    const time = timestamp(this.#plan.modified ?? 0);
    const maps = this.#meta ? 2 : 1;
    const space = Array.from({ length: maps }, () => [u32(0), u32(length)]);
    const revision = u16(this.#plan.revision ?? 0x0201);
    return concat([
      ...[time, u32(1), u32(0), u32(0), u64(1000), new Uint8Array(24), u32(maps), u32(46)],
      ...space.map(([free]) => free ?? u32(0)),
      ...space.map(([, size]) => size ?? u32(0)),
      ...[entity('*Fieldboot test'), u32(1), u32(1), revision, revision, revision],
    ]);
  }
}

// --- the tree -------------------------------------------------------------------------------------------------

function growTree(plan: UdfPlan): Node {
  const root: Node = { name: '', parent: undefined, children: new Map(), entry: 0 };
  for (const path of plan.directories ?? []) nodeAt(root, path);
  for (const [path, content] of Object.entries(plan.files ?? {}))
    nodeAt(root, path).content = typeof content === 'string' ? text(content) : content;
  for (const [path, target] of Object.entries(plan.links ?? {})) nodeAt(root, path).target = target;
  for (const [path, size] of Object.entries(plan.holes ?? {})) nodeAt(root, path).hole = size;
  return root;
}

function nodeAt(root: Node, path: string): Node {
  let here = root;
  for (const name of path.split('/')) {
    const next = here.children.get(name) ?? { name, parent: here, children: new Map(), entry: 0 };
    here.children.set(name, next);
    here = next;
  }
  return here;
}

const walk = (node: Node): Node[] => [node, ...[...node.children.values()].flatMap(walk)];
const isDirectory = ({ content, target, hole }: Node) =>
  content === undefined && target === undefined && hole === undefined;

// --- fields ---------------------------------------------------------------------------------------------------

const u8 = (value: number) => Uint8Array.of(value);
const u16 = (value: number) => Uint8Array.of(value & 0xff, value >> 8);
const u32 = (value: number) => Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
const u64 = (value: number) => concat([u32(value % 2 ** 32), u32(Math.floor(value / 2 ** 32))]);

interface Word {
  readonly block: number;
  readonly length: number;
  readonly partition: number;
  /** Top two bits of the length: 0 recorded, 2 a hole, 3 further descriptors. */
  readonly kind: number;
}

const MOST_EXTENT = 0x3fff_f800;

function holeWords(size: number): Word[] {
  const count = Math.ceil(size / MOST_EXTENT);
  return Array.from({ length: count }, (_, i) => ({
    block: 0,
    length: Math.min(MOST_EXTENT, size - i * MOST_EXTENT),
    partition: 0,
    kind: 2,
  }));
}

function encodeWord({ block, length, partition, kind }: Word, descriptorKind: number): Uint8Array {
  const size = u32(length + kind * 2 ** 30);
  if (descriptorKind === 0) return concat([size, u32(block)]);
  const place = concat([u32(block), u16(partition)]);
  if (descriptorKind === 1) return concat([size, place, new Uint8Array(6)]);
  return concat([size, u32(length), u32(length), place, new Uint8Array(2)]);
}

function tagged(kind: number, location: number, body: Uint8Array): Uint8Array {
  const bytes = concat([
    u16(kind),
    u16(3),
    u8(0),
    u8(0),
    u16(1),
    u16(crc(body)),
    u16(body.length),
    u32(location),
    body,
  ]);
  bytes[4] = bytes.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) & 0xff;
  return bytes;
}

function entity(name: string, suffix: readonly number[] = []): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(text(name), 1);
  bytes.set(suffix, 24);
  return bytes;
}

function charset(): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set(text('OSTA Compressed Unicode'), 1);
  return bytes;
}

/** Eight bits where the characters allow it. */
function compressed(value: string): Uint8Array {
  const codes = [...Array(value.length).keys()].map((index) => value.charCodeAt(index));
  if (codes.every((code) => code < 256)) return Uint8Array.of(8, ...codes);
  return Uint8Array.of(16, ...codes.flatMap((code) => [code >> 8, code & 0xff]));
}

function dstring(value: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const encoded = compressed(value).subarray(0, length - 1);
  bytes.set(encoded);
  bytes[length - 1] = encoded.length;
  return bytes;
}

function timestamp(milliseconds: number): Uint8Array {
  const at = new Date(milliseconds);
  return concat([
    ...[u16(0x1000), u16(at.getUTCFullYear()), u8(at.getUTCMonth() + 1), u8(at.getUTCDate())],
    ...[u8(at.getUTCHours()), u8(at.getUTCMinutes()), u8(at.getUTCSeconds()), new Uint8Array(3)],
  ]);
}

function encodePath(target: string): Uint8Array {
  const parts = target.startsWith('/') ? ['/', ...target.slice(1).split('/')] : target.split('/');
  return concat(
    parts.map((part) => {
      const kind = { '/': 2, '..': 3, '.': 4 }[part] ?? 5;
      const name = kind === 5 ? compressed(part) : new Uint8Array(0);
      return concat([u8(kind), u8(name.length), u16(0), name]);
    }),
  );
}

function sparingTable(moved: readonly [number, number][]): Uint8Array {
  const entries = [...moved, [0xffff_ffff, 0] as const].flatMap(([from, to]) => [u32(from), u32(to)]);
  return concat([entity('*UDF Sparing Table'), u16(moved.length + 1), u16(0), u32(1), ...entries]);
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
