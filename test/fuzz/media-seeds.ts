/** The media that the fuzzer starts from: small ones of every kind, from our writers and from foreign tools. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tagKind } from '../../core/media/udf/tag.ts';
import { buildIso } from '../support/iso.ts';
import { buildUdf, type UdfPlan } from '../support/udf.ts';

export interface Seed {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Places where something stands: a change there is nearly always read. */
  readonly used: Uint32Array;
  /** Where UDF descriptors begin. */
  readonly tags: readonly number[];
}

const FILES = {
  'a.txt': 'a',
  [`pool/${'n'.repeat(200)}.deb`]: 'deb',
  'boot/b.img': 'b',
  'deep/er/and/deeper/file': 'x'.repeat(5000),
};
const LINKS = { debian: '.', up: 'pool/../boot', [`link${'k'.repeat(180)}`]: 'pool' };

function isoSeeds(): Seed[] {
  const boot = { bios: 'boot/b.img' };
  return [
    seedOf(
      'Rock Ridge and Joliet',
      buildIso({ label: 'FULL', joliet: true, files: FILES, links: LINKS, boot }),
    ),
    seedOf('plain ISO9660', buildIso({ label: 'PLAIN', rockRidge: false, files: FILES })),
    seedOf(
      'Joliet',
      buildIso({ label: 'J', rockRidge: false, joliet: true, files: { 'ä/b': 'c', 'd e': 'f' } }),
    ),
  ];
}

function udfSeeds(): Seed[] {
  const shapes: UdfPlan[] = [
    {},
    { descriptors: 'long', revision: 0x0102 },
    { descriptors: 'embedded', blockSize: 512 },
    { blockSize: 512, extentBlocks: 1 },
    { partition: 'sparable' },
    { partition: 'virtual', revision: 0x0150 },
    { partition: 'metadata', revision: 0x0250 },
  ];
  return shapes.map((shape) =>
    seedOf(
      `UDF ${JSON.stringify(shape)}`,
      buildUdf({ files: FILES, links: LINKS, holes: { hole: 9e9 }, ...shape }),
    ),
  );
}

/** By genisoimage and mkfs.vfat, where they are installed. */
function foreignSeeds(): Seed[] {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-fuzz-'));
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };
  const run = (...[program = '', ...args]: string[]) => execFileSync(program, args, { stdio: 'pipe', env });
  try {
    const [root, fat, disc] = [join(folder, 'root'), join(folder, 'fat.img'), join(folder, 'disc.iso')];
    mkdirSync(join(root, 'dir'), { recursive: true });
    writeFileSync(join(root, 'dir/a.txt'), 'text');
    symlinkSync('a.txt', join(root, 'dir/link'));
    run('mkfs.vfat', '-C', '-F', '12', '-n', 'EFI', fat, '200');
    run('mmd', '-i', fat, '::EFI', '::EFI/BOOT');
    run('mcopy', '-i', fat, join(root, 'dir/a.txt'), '::EFI/BOOT/a rather long name.efi');
    writeFileSync(join(root, 'efi.img'), readFileSync(fat));
    const boot = ['-eltorito-platform', 'efi', '-b', 'efi.img', '-no-emul-boot'];
    run('genisoimage', '-quiet', '-R', '-J', '-udf', ...boot, '-V', 'BRIDGE', '-o', disc, root);
    return [
      seedOf('FAT12 by mkfs.vfat', readFileSync(fat)),
      seedOf('bridge by genisoimage', readFileSync(disc)),
    ];
  } catch {
    return [];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function seedOf(name: string, given: Uint8Array): Seed {
  const bytes = Uint8Array.from(given);
  const used: number[] = [];
  for (let at = 0; at < bytes.length; at += 1)
    if (bytes[at] !== 0 && bytes[at] !== 0x20 && bytes[at] !== 0x78) used.push(at);
  const tags: number[] = [];
  for (let at = 0; at + 16 <= bytes.length; at += 4)
    if ((bytes[at] ?? 0) + (bytes[at + 1] ?? 0) > 0 && tagKind(bytes.subarray(at)) !== undefined)
      tags.push(at);
  return { name, bytes, used: Uint32Array.from(used), tags };
}

export const SEEDS: readonly Seed[] = [...isoSeeds(), ...udfSeeds(), ...foreignSeeds()];
