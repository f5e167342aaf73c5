import { expect, test } from 'vitest';
import { NEEDED_BOOT_FILES, OPTIONAL_INSTALLERS } from '../../core/host/boot-files.ts';
import { LOCK_FILE, readLock } from '../../resources/lock.ts';
import { MANIFEST } from '../../resources/manifest.ts';

const names = (entries: readonly { files: readonly { name: string }[] }[]) =>
  entries.flatMap((entry) => entry.files.map((file) => file.name)).sort();

test('every file that the engine serves comes from some package, the needed ones from packages that are not optional', () => {
  expect(names(MANIFEST.filter((entry) => !entry.optional))).toEqual([...NEEDED_BOOT_FILES].sort());
  expect(names(MANIFEST.filter((entry) => entry.optional))).toEqual([...OPTIONAL_INSTALLERS].sort());
});

test('the lock file has every needed file with digest, version and licence', () => {
  const lock = readLock(LOCK_FILE);
  const locked = lock.packages.flatMap((entry) => entry.files.map((file) => file.path));
  expect(NEEDED_BOOT_FILES.filter((name) => !locked.includes(name))).toEqual([]);
  for (const entry of lock.packages) {
    expect(entry).toMatchObject({
      version: expect.stringMatching(/\d/),
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(entry.licence).not.toBe('unknown');
    for (const file of entry.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});
