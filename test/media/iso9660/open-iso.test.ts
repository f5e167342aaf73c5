import { describe, expect, test } from 'vitest';
import { openIso } from '../../../core/media/iso9660/open-iso.ts';
import type { BlockSource } from '../../../core/media/source.ts';
import type { MediumTree } from '../../../core/media/tree.ts';
import type { IsoPlan } from '../../support/iso.ts';
import { buildIso, layOutIso } from '../../support/iso.ts';
import { allEntries, textOf } from '../../support/medium.ts';
import { memorySource } from '../../support/memory-source.ts';

const MODIFIED = Date.UTC(2026, 0, 2, 3, 4, 5);

function open(plan: Omit<IsoPlan, 'label'> & { label?: string }): Promise<MediumTree> {
  return openIso(memorySource(buildIso({ label: 'TEST', ...plan })), '/iso/test.iso');
}

const paths = (tree: MediumTree) => allEntries(tree).map(({ path }) => path);

describe('names', () => {
  const files = { 'Install.Amd/vmlinuz.x86_64': 'kernel', '.disk/info': 'Debian', 'with space é.txt': 'ü' };

  test('Rock Ridge names are preferred to Joliet', async () => {
    const tree = await open({ files, joliet: true });
    expect(tree.naming).toBe('rock-ridge');
    expect(paths(tree)).toEqual([
      '.disk',
      '.disk/info',
      'Install.Amd',
      'Install.Amd/vmlinuz.x86_64',
      'with space é.txt',
    ]);
  });

  test('Joliet names are preferred to plain ones', async () => {
    const tree = await open({ files, rockRidge: false, joliet: true });
    expect(tree.naming).toBe('joliet');
    expect(paths(tree)).toEqual([
      '.disk',
      '.disk/info',
      'Install.Amd',
      'Install.Amd/vmlinuz.x86_64',
      'with space é.txt',
    ]);
  });

  test('plain names lose their version and the dot of an empty extension', async () => {
    const tree = await open({ files: { 'read.me': '1', kernel: '2', 'a/b.c': '3' }, rockRidge: false });
    expect(tree.naming).toBe('iso9660');
    expect(paths(tree)).toEqual(['A', 'A/B.C', 'KERNEL', 'READ.ME']);
  });

  test('a name too long for its record is put together from its continuation area', async () => {
    const long = `${'ä'.repeat(110)}.deb`;
    const tree = await open({ files: { [long]: 'package' } });
    expect(paths(tree)).toEqual([long]);
    expect(await textOf(tree, long)).toBe('package');
  });

  test('a directory with more records than one sector holds is read whole', async () => {
    const names = Array.from({ length: 500 }, (_, i) => `package-${String(i).padStart(3, '0')}.deb`);
    const tree = await open({ files: Object.fromEntries(names.map((name) => [`pool/${name}`, name])) });
    expect(tree.list('pool')?.map(({ path }) => path)).toEqual(names.map((name) => `pool/${name}`));
    expect(tree.fileCount).toBe(500);
  });
});

describe('the volume', () => {
  test('label, number of files and boot entries are read', async () => {
    const files = { 'boot/bios.img': 'B', 'boot/efi.img': 'U' };
    const both = await open({
      label: 'Debian 13.7 n',
      files,
      boot: { bios: 'boot/bios.img', uefi: 'boot/efi.img' },
    });
    expect({ label: both.label, fileCount: both.fileCount, bootable: both.bootable }).toEqual({
      label: 'Debian 13.7 n',
      fileCount: 2,
      bootable: { bios: true, uefi: true },
    });
  });

  test.each([
    ['a BIOS entry only', { bios: 'x' }, { bios: true, uefi: false }],
    ['a UEFI entry as the default one', { uefi: 'x' }, { bios: false, uefi: true }],
    ['no catalogue', undefined, { bios: false, uefi: false }],
  ])('bootable with %s', async (_, boot, expected) => {
    const tree = await open({ files: { x: 'image' }, ...(boot && { boot }) });
    expect(tree.bootable).toEqual(expected);
  });

  test('an empty medium has an empty root', async () => {
    const tree = await open({});
    expect(tree.find('')).toEqual({ kind: 'directory', path: '', modified: MODIFIED });
    expect(tree.list('')).toEqual([]);
    expect(tree.fileCount).toBe(0);
  });
});

describe('finding', () => {
  const medium = () =>
    open({
      files: { 'dists/trixie/Release': 'Suite: trixie', 'dists/Case': '1', 'dists/CASE': '2', README: 'hi' },
      directories: ['empty'],
      links: {
        debian: '.',
        'dists/stable': 'trixie',
        'dists/up': '../README',
        loop: 'pool',
        pool: 'loop',
        self: 'self',
        out: '../etc/passwd',
        absolute: '/etc/passwd',
        dangling: 'nowhere/at/all',
        twice: 'debian/debian/dists/./stable/../stable',
      },
    });

  test.each([
    ['a file', 'dists/trixie/Release', 'dists/trixie/Release'],
    ['a path with a leading slash and doubled slashes', '//dists//trixie/Release', 'dists/trixie/Release'],
    ['a link to its own directory', 'debian/debian/README', 'README'],
    ['a link to a directory beside it', 'debian/dists/stable/Release', 'dists/trixie/Release'],
    ['a link that climbs inside the medium', 'dists/up', 'README'],
    ['a link through links and dots', 'twice/Release', 'dists/trixie/Release'],
    ['the exact one of two names that differ in case', 'dists/CASE', 'dists/CASE'],
    ['a name in the wrong case', 'DISTS/Trixie/RELEASE', 'dists/trixie/Release'],
    ['an empty directory', 'empty', 'empty'],
    ['the root', '', ''],
  ])('%s is found', async (_, path, found) => {
    expect((await medium()).find(path)?.path).toBe(found);
  });

  test.each([
    ['a name that is not there', 'dists/trixie/InRelease'],
    ['one of two names that differ in case, asked in a third spelling', 'dists/case'],
    ['links that lead to each other', 'loop'],
    ['a link to itself', 'self/self'],
    ['a link out of the medium', 'out'],
    ['a link to an absolute path', 'absolute'],
    ['a link to nothing', 'dangling'],
    ['a path that climbs above the root', 'dists/../../README'],
    ['a path through a file', 'README/Release'],
  ])('%s is absent', async (_, path) => {
    const tree = await medium();
    expect([tree.find(path), tree.list(path)]).toEqual([undefined, undefined]);
  });

  test('a listing shows links as what they lead to, under their own names, and not the broken ones', async () => {
    const tree = await medium();
    expect(tree.list('')?.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'file README',
      'directory debian',
      'directory dists',
      'directory empty',
      'directory twice',
    ]);
    expect(tree.list('debian/dists')?.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'file dists/CASE',
      'file dists/Case',
      'directory dists/stable',
      'directory dists/trixie',
      'file dists/up',
    ]);
    expect(tree.list('README')).toBeUndefined();
  });

  test('links that multiply at every step end in an absence, at once', async () => {
    const links = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`l${i}`, `l${i + 1}/l${i + 1}/l${i + 1}`]),
    );
    expect((await open({ links, directories: ['l60'] })).find('l0')).toBeUndefined();
  });
});

describe('reading', () => {
  const bytes = Uint8Array.from({ length: 5000 }, (_, i) => i % 251);

  test.each([
    ['from the start', 0, 10, 10],
    ['in the middle, over a block border', 2040, 100, 100],
    ['over the end', 4990, 100, 10],
    ['at the end', 5000, 100, 0],
    ['behind the end', 9000, 100, 0],
    ['nothing', 3, 0, 0],
  ])('a range %s', async (_, offset, length, expected) => {
    const tree = await open({ files: { data: bytes } });
    const file = tree.find('data');
    if (file?.kind !== 'file') throw new Error('no file');
    const into = new Uint8Array(length).fill(255);
    expect(await tree.read(file, offset, into)).toBe(expected);
    expect(into.subarray(0, expected)).toEqual(bytes.subarray(offset, offset + expected));
    expect(into.subarray(expected).every((byte) => byte === 255)).toBe(true);
  });

  test('an empty file has no extents and nothing to read', async () => {
    const tree = await open({ files: { empty: '' } });
    expect(tree.find('empty')).toEqual({
      kind: 'file',
      path: 'empty',
      size: 0,
      modified: MODIFIED,
      extents: [],
    });
    expect(await textOf(tree, 'empty')).toBe('');
  });

  test('a file over 4 GiB is one file of several extents, read across their border', async () => {
    const border = 0xffff_f800;
    const size = border + 5000;
    const { head, size: isoSize } = layOutIso({
      label: 'BIG',
      files: { small: 's' },
      huge: { 'install.wim': size },
    });
    const source = holeBehind(head, isoSize);
    const tree = await openIso(source, '/iso/big.iso');
    expect(tree.find('install.wim')).toEqual({
      kind: 'file',
      path: 'install.wim',
      size,
      modified: MODIFIED,
      extents: [
        { offset: head.length, length: border },
        { offset: head.length + border, length: 5000 },
      ],
    });
    const file = tree.find('install.wim');
    if (file?.kind !== 'file') throw new Error('no file');
    const into = new Uint8Array(300);
    expect(await tree.read(file, border - 100, into)).toBe(300);
    expect(into).toEqual(
      Uint8Array.from({ length: 300 }, (_, i) => patternAt(head.length + border - 100 + i)),
    );
    expect(tree.fileCount).toBe(2);
  });
});

/** What stands in the hole of `holeBehind` at a byte of the medium. */
const patternAt = (offset: number) => Math.floor(offset / 7) % 256;

/** A medium whose part behind `head` is a pattern that is computed instead of stored. */
function holeBehind(head: Uint8Array, size: number): BlockSource {
  return {
    size,
    close: () => Promise.resolve(),
    read(offset, into) {
      const wanted = Math.min(into.length, size - offset);
      for (let i = 0; i < wanted; i += 1) into[i] = head[offset + i] ?? patternAt(offset + i);
      return Promise.resolve(wanted);
    },
  };
}
