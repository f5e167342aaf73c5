import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFat } from '../../../core/media/fat/open-fat.ts';
import { openMedium } from '../../../core/media/open-medium.ts';
import { buildIso } from '../../support/iso.ts';
import { allFiles, contentOf, refusalOf, textOf } from '../../support/medium.ts';
import { memorySource } from '../../support/memory-source.ts';

const hasTools = ['mformat', 'mkfs.vfat', 'sfdisk'].every(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool} || command -v /usr/sbin/${tool}`]).status === 0,
);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-fat-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, {
    stdio: 'pipe',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 11) % 253);

/** A FAT volume by mkfs.vfat, filled by mtools; files are written in turn so that their clusters lie apart. */
function volume(name: string, mib: number, ...options: string[]): string {
  const image = join(folder, `${name}.img`);
  rmSync(image, { force: true });
  run('mkfs.vfat', '-C', '-n', 'EFI VOL', ...options, image, String(mib * 1024));
  const put = (path: string, content: Uint8Array | string) => {
    const file = join(folder, 'content');
    writeFileSync(file, content);
    run('mcopy', '-o', '-i', image, file, `::${path}`);
  };
  run('mmd', '-i', image, '::EFI', '::EFI/BOOT', '::loader', '::loader/entries', '::many');
  put('EFI/BOOT/BOOTX64.EFI', bytes(100_000));
  put('a', bytes(3000));
  put('startup.nsh', 'echo');
  run('mdel', '-i', image, '::a');
  put('EFI/BOOT/grubx64.efi', bytes(50_000));
  put('loader/entries/a rather long name, ünïcödé 世界.conf', 'long');
  put('empty', '');
  for (let n = 0; n < 40; n += 1) put(`many/file with number ${n}`, `${n}`);
  return image;
}

describe.skipIf(!hasTools)(
  'FAT volumes by mkfs.vfat and mtools (skipped where they are not installed)',
  () => {
    test.each([
      ['FAT12', 2, ['-F', '12']],
      ['FAT16', 20, ['-F', '16']],
      ['FAT32', 40, ['-F', '32', '-s', '1']],
      ['FAT16 with sectors of 2048 bytes', 60, ['-F', '16', '-S', '2048']],
    ])('%s: every name and content', async (name, mib, options) => {
      const image = volume(name, mib, ...options);
      const { tree, source } = await openMedium(image);
      expect([tree.naming, tree.label, tree.fileCount]).toEqual(['fat', 'EFI VOL', 45]);
      expect(
        allFiles(tree)
          .slice(0, 5)
          .map(({ path, size }) => `${path} ${size}`),
      ).toEqual([
        'EFI/BOOT/BOOTX64.EFI 100000',
        'EFI/BOOT/grubx64.efi 50000',
        'empty 0',
        'loader/entries/a rather long name, ünïcödé 世界.conf 4',
        'many/file with number 0 1',
      ]);
      expect(await contentOf(tree, 'efi/boot/bootx64.efi')).toEqual(bytes(100_000));
      expect(await contentOf(tree, 'EFI/BOOT/grubx64.efi')).toEqual(bytes(50_000));
      expect(await textOf(tree, 'many/file with number 39')).toBe('39');
      await source.close();
    });

    test('a disk with a GPT: the data partition is the medium, the system partition what UEFI boots', async () => {
      const [efi, data] = [volume('esp', 4, '-F', '12'), volume('data', 20, '-F', '16')];
      run('mcopy', '-o', '-i', efi, join(folder, 'content'), '::only-in-efi');
      const disk = join(folder, 'disk.img');
      writeFileSync(disk, new Uint8Array(40 << 20));
      execFileSync('sfdisk', ['-q', disk], {
        input:
          'label: gpt\nstart=2048,size=8192,type=U\nstart=12288,size=40960,type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n',
        env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
      });
      run('dd', `if=${efi}`, `of=${disk}`, 'bs=512', 'seek=2048', 'conv=notrunc');
      run('dd', `if=${data}`, `of=${disk}`, 'bs=512', 'seek=12288', 'conv=notrunc');
      const { tree, source } = await openMedium(disk);
      expect([tree.fileCount, tree.bootable.uefi, tree.find('only-in-efi')]).toEqual([45, true, undefined]);
      const side = await tree.efi?.();
      expect(side?.find('only-in-efi')?.kind).toBe('file');
      await source.close();
    });
  },
);

describe.skipIf(!hasTools)('the EFI image of a disc', () => {
  const isoWith = (image: Uint8Array) =>
    buildIso({ label: 'X', files: { 'boot/efi.img': image, a: 'a' }, boot: { uefi: 'boot/efi.img' } });

  test('is read inside the disc', async () => {
    const iso = join(folder, 'efi.iso');
    writeFileSync(iso, isoWith(readFileSync(volume('efi', 2, '-F', '12'))));
    const { tree, source } = await openMedium(iso);
    const efi = await tree.efi?.();
    if (efi === undefined) throw new Error('no EFI image');
    expect(await contentOf(efi, 'EFI/BOOT/BOOTX64.EFI')).toEqual(bytes(100_000));
    expect(await tree.efi?.()).toBe(efi);
    await source.close();
  });

  test('that is none takes nothing from the disc', async () => {
    const iso = join(folder, 'noefi.iso');
    writeFileSync(iso, isoWith(bytes(9000)));
    const { tree, source } = await openMedium(iso);
    expect([tree.fileCount, await tree.efi?.()]).toEqual([2, undefined]);
    await source.close();
  });

  test('appended as a partition by xorriso', async () => {
    if (spawnSync('xorriso', ['-version']).status !== 0) return;
    const [image, iso, root] = [
      volume('appended', 2, '-F', '12'),
      join(folder, 'app.iso'),
      join(folder, 'root'),
    ];
    mkdirSync(root);
    writeFileSync(join(root, 'a'), 'a');
    run(
      'xorriso',
      '-as',
      'mkisofs',
      '-quiet',
      '-R',
      '-append_partition',
      '2',
      '0xef',
      image,
      '-o',
      iso,
      root,
    );
    const { tree, source } = await openMedium(iso);
    const efi = await tree.efi?.();
    expect(efi?.find('EFI/BOOT/grubx64.efi')).toMatchObject({ size: 50_000 });
    await source.close();
  });
});

describe.skipIf(!hasTools)('a damaged FAT volume', () => {
  const opened = (harm: (bytes: Uint8Array) => void) => {
    const image = new Uint8Array(readFileSync(volume('harmed', 2, '-F', '12')));
    harm(image);
    return openFat(memorySource(image), '/x.img');
  };

  test('with a chain that comes back to itself is refused', async () => {
    // Cluster 2 of a FAT12, a directory here, leads to cluster 2.
    const loop = (image: Uint8Array) => {
      const at = 512 * ((image[14] ?? 1) | ((image[15] ?? 0) << 8)) + 3;
      image[at] = 2;
      image[at + 1] = (image[at + 1] ?? 0) & 0xf0;
    };
    expect(await refusalOf(opened(loop))).toMatch(
      /^MEDIUM_DAMAGED .* uses cluster 2, which is in use already/,
    );
  });

  test('cut short is refused with both sizes', async () => {
    const image = new Uint8Array(readFileSync(volume('cut', 2, '-F', '12')));
    expect(await refusalOf(openFat(memorySource(image.subarray(0, 60_000)), '/x.img'))).toMatch(
      /^MEDIUM_TRUNCATED .* the medium says 2097152 bytes, the file has 60000/,
    );
  });
});
