import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMedium } from '../../../core/media/open-medium.ts';
import { readText } from '../../../core/media/read-whole.ts';
import type { FileEntry, MediumTree } from '../../../core/media/tree.ts';
import { buildIso, layOutIso } from '../../support/iso.ts';
import { allFiles, contentOf, textOf } from '../../support/medium.ts';

const hasXorriso = spawnSync('xorriso', ['-version']).status === 0;
const debianIso = process.env.FIELDBOOT_DEBIAN_ISO;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-xorriso-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const DEEP = 'one/two/three/four/five/six/seven/eight/nine/ten/eleven';
const CONTENTS: Readonly<Record<string, string>> = {
  '.disk/info': 'Debian GNU/Linux 13.7',
  'README.txt': 'read me',
  'names/with space.txt': 'space',
  'names/Grüße 世界.txt': 'unicode',
  [`names/${'long-'.repeat(48)}.deb`]: 'long',
  [`${DEEP}/file.txt`]: 'deep',
  'dists/trixie/Release': 'Suite: trixie',
  'empty.txt': '',
};
const LINKS: Readonly<Record<string, string>> = {
  debian: '.',
  'dists/stable': 'trixie',
  'dists/up': '../README.txt',
  loop: 'pool',
  pool: 'loop',
  outside: '../../etc/passwd',
  absolute: '/etc/passwd',
  [`names/${'link-'.repeat(40)}`]: `../${'./'.repeat(60)}README.txt`,
};

/** A folder with CONTENTS and LINKS in it. */
function sourceFolder(): string {
  const root = mkdtempSync(join(folder, 'tree-'));
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, content] of Object.entries(CONTENTS)) writeFileSync(place(path), content);
  for (const [path, target] of Object.entries(LINKS)) symlinkSync(target, place(path));
  return root;
}

/** Runs xorriso in its own language; `TREE` and `ISO` stand for the source folder and the result. */
async function written(...options: string[]): Promise<{ tree: MediumTree; close: () => Promise<void> }> {
  const root = sourceFolder();
  const iso = `${root}.iso`;
  const filled = options.map((option) => option.replace('TREE', root).replace('ISO', iso));
  execFileSync('xorriso', filled, { stdio: 'pipe' });
  const { tree, source } = await openMedium(iso);
  return { tree, close: () => source.close() };
}

const mkisofs = (...options: string[]) => written('-as', 'mkisofs', ...options, '-o', 'ISO', 'TREE');

async function contentsOf(tree: MediumTree): Promise<Record<string, string>> {
  const files = allFiles(tree).map(async ({ path }) => [path, await textOf(tree, path)]);
  return Object.fromEntries(await Promise.all(files));
}

/** Where xorriso says that every file lies: `path block size` of each section. */
function sectionsByXorriso(iso: string): string[] {
  const args = ['-indev', iso, '-find', '/', '-type', 'f', '-exec', 'report_lba'];
  const out = execFileSync('xorriso', args, { encoding: 'utf8', stdio: 'pipe', maxBuffer: 64 << 20 });
  // xt , start block , blocks , size , 'path'
  const line = /^File data lba: *\d+ , *(\d+) , *\d+ , *(\d+) , '\/(.*)'$/gm;
  return [...out.matchAll(line)].map(([, block, size, path]) => `${path} ${block} ${size}`).sort();
}

/** The same by our index; xorriso reports the whole size with every section, and a block for empty files too. */
function sectionsOf(files: readonly FileEntry[]): string[] {
  return files
    .flatMap(({ path, size, extents }) => extents.map(({ offset }) => `${path} ${offset / 2048} ${size}`))
    .sort();
}

describe.skipIf(!hasXorriso)('media written by xorriso (skipped where it is not installed)', () => {
  test.each([
    ['Rock Ridge and Joliet', ['-R', '-J', '-joliet-long'], 'rock-ridge'],
    ['Rock Ridge', ['-R'], 'rock-ridge'],
  ])('%s: every name, content and link', async (_, options, naming) => {
    const { tree, close } = await mkisofs(...options);
    expect([tree.naming, await contentsOf(tree)]).toEqual([naming, CONTENTS]);
    const seen = Object.keys(LINKS).map((path) => [path, tree.find(path)?.path]);
    expect(Object.fromEntries(seen)).toEqual({
      debian: '',
      'dists/stable': 'dists/trixie',
      'dists/up': 'README.txt',
      [`names/${'link-'.repeat(40)}`]: 'README.txt',
    });
    await close();
  });

  test('Rock Ridge with deep directories stored elsewhere', async () => {
    const { tree, close } = await written(
      ...['-compliance', 'deep_paths_off', '-rr_reloc_dir', 'rr_moved'],
      ...['-outdev', 'stdio:ISO', '-map', 'TREE', '/', '-commit'],
    );
    expect(await contentsOf(tree)).toEqual(CONTENTS);
    await close();
  });

  test('Joliet alone', async () => {
    const { tree, close } = await mkisofs('--norock', '-J', '-joliet-long');
    const contents = await contentsOf(tree);
    expect(tree.naming).toBe('joliet');
    expect(contents).toMatchObject({
      '.disk/info': 'Debian GNU/Linux 13.7',
      'names/with space.txt': 'space',
      'names/Grüße 世界.txt': 'unicode',
      [`${DEEP}/file.txt`]: 'deep',
    });
    expect(Object.values(contents).sort()).toEqual(Object.values(CONTENTS).sort());
    await close();
  });

  test('plain names of level 1, found in any case', async () => {
    const { tree, close } = await mkisofs('--norock', '-iso-level', '1');
    expect(tree.naming).toBe('iso9660');
    expect(await textOf(tree, 'readme.txt')).toBe('read me');
    expect(await textOf(tree, 'DISTS/TRIXIE/RELEASE')).toBe('Suite: trixie');
    expect(Object.values(await contentsOf(tree)).sort()).toEqual(Object.values(CONTENTS).sort());
    await close();
  });
});

describe.skipIf(!hasXorriso)('our own tiny writer, read by xorriso', () => {
  test('names, links and places are the ones that xorriso sees', async () => {
    const iso = join(folder, 'own.iso');
    writeFileSync(iso, buildIso({ label: 'OWN', joliet: true, files: CONTENTS, links: LINKS }));
    const { tree, source } = await openMedium(iso);
    const byXorriso = sectionsByXorriso(iso).filter((line) => !line.startsWith('empty.txt'));
    expect(sectionsOf(allFiles(tree))).toEqual(byXorriso);
    expect(allFiles(tree).length).toBe(Object.keys(CONTENTS).length);
    await source.close();
  });

  test('a sparse ISO with a file over 4 GiB has the size and the sections that xorriso sees', async () => {
    const iso = join(folder, 'big.iso');
    const { head, size } = layOutIso({
      label: 'BIG',
      files: { a: 'a' },
      huge: { 'install.wim': 4_500_000_000 },
    });
    writeFileSync(iso, head);
    truncateSync(iso, size);
    const { tree, source } = await openMedium(iso);
    expect(sectionsOf(allFiles(tree))).toEqual(sectionsByXorriso(iso));
    expect(tree.find('install.wim')).toMatchObject({
      size: 4_500_000_000,
      extents: [{ length: 0xffff_f800 }, { length: 4_500_000_000 - 0xffff_f800 }],
    });
    await source.close();
  });
});

describe.skipIf(!debianIso)('the real Debian ISO (skipped unless FIELDBOOT_DEBIAN_ISO names it)', () => {
  const open = () => openMedium(debianIso ?? '');

  test('is indexed in well under 0.3 s', async () => {
    const started = performance.now();
    const { tree, source } = await open();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(tree).toMatchObject({ naming: 'rock-ridge', bootable: { bios: true, uefi: true } });
    expect(tree.find('debian/dists/stable/Release')?.path).toMatch(/^dists\/\w+\/Release$/);
    await source.close();
  });

  test.skipIf(!hasXorriso)('has every file where xorriso says it lies', async () => {
    const { tree, source } = await open();
    // For xorriso the boot catalogue is no file.
    const ours = sectionsOf(allFiles(tree).filter(({ path }) => !path.endsWith('/boot.cat')));
    const theirs = sectionsByXorriso(debianIso ?? '').filter((line) => !line.endsWith(' 0'));
    expect(ours.length).toBeGreaterThan(500);
    expect(ours).toEqual(theirs);
    await source.close();
  });

  test('has the contents that its own md5sum.txt lists (every 25th file)', async () => {
    const { tree, source } = await open();
    const listed = ((await readText(tree, 'md5sum.txt', 10 << 20)) ?? '').trimEnd().split('\n');
    for (const line of listed.filter((_, index) => index % 25 === 0)) {
      const [md5, path = ''] = line.split(/ [ *]/);
      const actual = createHash('md5')
        .update(await contentOf(tree, path))
        .digest('hex');
      expect(`${actual} ${path}`).toBe(`${md5} ${path}`);
    }
    await source.close();
  });
});
