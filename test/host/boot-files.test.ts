import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bootFilesFolder, NEEDED_BOOT_FILES, openBootFiles } from '../../core/host/boot-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-boot-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'loaders'));
writeFileSync(join(folder, 'loaders/ipxe.efi'), 'x');
writeFileSync(join(folder, 'loaders/snponly.efi'), '');

test('a file is found by its served name', () => {
  expect(openBootFiles(folder).path('loaders/ipxe.efi')).toBe(join(folder, 'loaders/ipxe.efi'));
});

test.each([
  'loaders/snponly.efi',
  'loaders',
  'loaders/none',
  '../outside',
  'loaders/../../outside',
  '/etc/passwd',
  '',
  'a\\b',
  './loaders/ipxe.efi',
  'x\0y',
])('nothing is found under %j', (name) => {
  expect(openBootFiles(folder).path(name)).toBeNull();
});

test('what is missing is named, an empty file included', () => {
  const missing = openBootFiles(folder).missing();
  expect(missing).toEqual(NEEDED_BOOT_FILES.filter((name) => name !== 'loaders/ipxe.efi'));
  expect(openBootFiles(join(folder, 'absent')).missing()).toEqual(NEEDED_BOOT_FILES);
});

test('the folder is the one that is named, else the packaged app’s own, else beside the sources', () => {
  const { FIELDBOOT_BOOTFILES: before } = process.env;
  const app = process as { resourcesPath?: string };
  try {
    process.env.FIELDBOOT_BOOTFILES = folder;
    expect(bootFilesFolder()).toBe(folder);
    delete process.env.FIELDBOOT_BOOTFILES;
    expect(bootFilesFolder()).toBe(join(import.meta.dirname, '../../.cache/bootfiles'));
    mkdirSync(join(folder, 'bootfiles'));
    app.resourcesPath = folder;
    expect(bootFilesFolder()).toBe(join(folder, 'bootfiles'));
  } finally {
    delete app.resourcesPath;
    if (before !== undefined) process.env.FIELDBOOT_BOOTFILES = before;
  }
});
