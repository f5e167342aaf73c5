import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMedium } from '../../core/media/open-medium.ts';
import { readText, readWhole } from '../../core/media/read-whole.ts';
import { buildIso } from '../support/iso.ts';
import { refusalOf } from '../support/medium.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-medium-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(content: Uint8Array | string): string {
  const path = join(folder, 'medium.iso');
  writeFileSync(path, content);
  return path;
}

/** An ISO whose UDF recognition sequence follows the ISO9660 descriptors. */
function bridge(files: Record<string, string>): Uint8Array {
  const iso = buildIso({ label: 'BRIDGE', rockRidge: false, files, directories: ['SOURCES'] });
  // Behind the files here: a reader of the descriptor area looks at sectors 16 to 47, wherever directories begin.
  const roomy = new Uint8Array(iso.length + 4 * 2048);
  roomy.set(iso);
  for (const [index, id] of ['BEA01', 'NSR02', 'TEA01'].entries())
    roomy.set(new TextEncoder().encode(`\0${id}`), iso.length + index * 2048);
  return roomy;
}

/** The recognition sequence of UDF with nothing of ISO9660 before it. */
function udfOnly(): Uint8Array {
  const bytes = new Uint8Array(300 * 2048);
  for (const [index, id] of ['BEA01', 'NSR03', 'TEA01'].entries())
    bytes.set(new TextEncoder().encode(`\0${id}\x01`), (16 + index) * 2048);
  return bytes;
}

function random(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 16;
  });
}

function bootSector(length: number): Uint8Array {
  const bytes = random(length);
  bytes.set([0x55, 0xaa], 510);
  return bytes;
}

const at = (offset: number, text: string, length = 40_000) => {
  const bytes = random(length);
  bytes.set(new TextEncoder().encode(text), offset);
  return bytes;
};

describe('what is not a medium is named', () => {
  const UDF = 'it announces a UDF file system, but there is none';
  test.each<[string, Uint8Array | string, string]>([
    ['an empty file', '', 'the file is empty'],
    ['a text file', 'This is not an ISO.\n', 'it is a text file'],
    ['a long text file', 'Not an ISO.\r\n'.repeat(9000), 'it is a text file'],
    ['a saved web page', '\n<!DOCTYPE html><html>', 'it is a web page, saved instead of the download'],
    ['a packed ISO', gzipSync(buildIso({ label: 'X' })), 'it is a gzip archive; unpack it first'],
    ['a ZIP archive', at(0, 'PK\x03\x04'), 'it is a ZIP archive; the ISO may be inside it'],
    ['a tar archive', at(257, 'ustar'), 'it is a tar archive; the ISO may be inside it'],
    ['a WIM', at(0, 'MSWIM\0\0\0'), 'it is a Windows image (WIM), not the medium it comes on'],
    ['zeros', new Uint8Array(100_000), 'it begins with nothing but zeros; was the download finished?'],
    ['a few random bytes', random(500), 'it has only 500 bytes'],
    ['random bytes', random(100_000), 'it has no volume descriptor where a CD or DVD has one'],
    ['a medium cut before its descriptors', bootSector(20_000), 'it has only 20000 bytes'],
    ['a disk image', bootSector(100_000), 'it is a disk image, or a medium whose start was overwritten'],
    ['a UDF disc without a volume', udfOnly(), UDF],
    ['the same with an ISO9660 tree of one file', bridge({ 'README.TXT': 'This disc is UDF' }), UDF],
  ])('%s', async (_, content, detail) => {
    const path = fileOf(content);
    expect(await refusalOf(openMedium(path))).toBe(`MEDIUM_NOT_ISO ${path} is not an ISO image: ${detail}.`);
  });

  test('a disc that only announces UDF is read by its ISO9660 tree', async () => {
    const { tree, source } = await openMedium(fileOf(bridge({ 'A.TXT': '1', 'B.TXT': '2' })));
    expect([tree.naming, tree.fileCount]).toEqual(['iso9660', 2]);
    await source.close();
  });

  test('a path where nothing is', async () => {
    expect(await refusalOf(openMedium(join(folder, 'none.iso')))).toMatch(/^FILE_MISSING /);
  });
});

describe('small files', () => {
  const open = () =>
    openMedium(
      fileOf(
        buildIso({
          label: 'SMALL',
          files: {
            '.disk/info': 'Debian GNU/Linux 13.7 "Trixie"',
            'utf8.txt': Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa4),
            'latin1.txt': Uint8Array.of(0xe4, 0x21),
          },
        }),
      ),
    );

  test('are read as bytes and as text', async () => {
    const { tree, source } = await open();
    expect(await readWhole(tree, 'latin1.txt', 2)).toEqual(Uint8Array.of(0xe4, 0x21));
    expect(await readText(tree, '.disk/info', 1000)).toBe('Debian GNU/Linux 13.7 "Trixie"');
    expect(await readText(tree, 'utf8.txt', 1000)).toBe('ä');
    expect(await readText(tree, 'latin1.txt', 1000)).toBe('ä!');
    await source.close();
  });

  test('are undefined when absent or directories, and refused above the limit', async () => {
    const { tree, source } = await open();
    expect(await readText(tree, '.treeinfo', 1000)).toBeUndefined();
    expect(await readText(tree, '.disk', 1000)).toBeUndefined();
    expect(await refusalOf(readWhole(tree, '.disk/info', 29))).toBe(
      'FILE_UNREADABLE The file .disk/info cannot be read: it has 30 bytes, more than the 29 expected of it.',
    );
    await source.close();
  });
});
