/** UDF volumes of every shape that the tests and the lab look at: one plan, and how it is laid out. */
import type { UdfPlan } from './udf.ts';

/** Bytes that differ from block to block. */
export const bytes = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, i) => (i * 7 + seed) % 251);

export const PLAN: UdfPlan = {
  label: 'Grüße',
  files: {
    'sources/install.wim': bytes(50_000),
    'sources/lang.ini': 'de-DE',
    'Grüße 世界.txt': 'unicode',
    empty: '',
    'deep/er/and/deeper/file': bytes(2048, 3),
  },
  directories: ['nothing'],
  links: { link: 'sources/lang.ini', 'deep/up': '../sources/./lang.ini', outside: '/etc/passwd' },
  holes: { sparse: 9_000_000_000 },
};

export const SHAPES: readonly (UdfPlan & { readonly name: string })[] = [
  { name: 'one plain partition, short descriptors', revision: 0x0102 },
  { name: 'blocks of 512 bytes', blockSize: 512, revision: 0x0150 },
  { name: 'blocks of 4096 bytes', blockSize: 4096 },
  { name: 'long descriptors', descriptors: 'long', revision: 0x0200 },
  { name: 'extended descriptors', descriptors: 'extended' },
  { name: 'small files in their entries', descriptors: 'embedded' },
  { name: 'chained descriptors', blockSize: 512, extentBlocks: 1 },
  { name: 'chained long descriptors', blockSize: 512, extentBlocks: 1, descriptors: 'long' },
  { name: 'a sparable partition', partition: 'sparable', revision: 0x0150 },
  { name: 'a virtual partition of 1.50', partition: 'virtual', revision: 0x0150 },
  { name: 'a virtual partition of 2.01', partition: 'virtual', revision: 0x0201 },
  { name: 'a metadata partition of 2.50', partition: 'metadata', revision: 0x0250 },
  {
    name: 'a metadata partition of 2.60, embedded',
    partition: 'metadata',
    revision: 0x0260,
    descriptors: 'embedded',
  },
];
