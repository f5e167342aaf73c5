import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeFromFolder } from '../../resources/by-hand.ts';
import { Intake } from '../../resources/intake.ts';
import { type Lock, readLock, TAKEN } from '../../resources/lock.ts';
import type { WantedPackage } from '../../resources/manifest.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

const manifest: WantedPackage[] = [
  {
    package: 'ipxe',
    suite: 'trixie',
    architecture: 'all',
    files: [
      { name: 'loaders/ipxe.efi', from: ['ipxe.efi'] },
      { name: 'loaders/snponly.efi', from: ['snponly.efi'] },
    ],
  },
];

const file = (path: string, text: string) => ({
  path,
  source: path,
  size: text.length,
  sha256: digestOf(text),
});
const lock: Lock = {
  packages: [
    {
      package: 'ipxe',
      suite: 'trixie',
      version: '1',
      architecture: 'all',
      licence: 'GPL-2+',
      files: [file('loaders/ipxe.efi', 'same'), file('loaders/snponly.efi', 'snp')],
    },
  ],
};

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'fieldboot-hand-'));
});
afterEach(() => rmSync(base, { recursive: true }));

async function bring(files: Record<string, string>, unverified = false) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, 'brought', name)), { recursive: true });
    writeFileSync(join(base, 'brought', name), text);
  }
  const said: string[] = [];
  const intake = new Intake(join(base, 'files'), (line) => said.push(line));
  const options = { manifest, lock, unverified, state: join(base, 'apt') };
  await takeFromFolder(intake, join(base, 'brought'), options);
  intake.finish();
  return { intake, said: said.join('\n'), problems: intake.problems.join('\n') };
}

test('a loose file is known by its content, whatever it is called', async () => {
  const { intake, problems } = await bring({ 'usb/whatever.bin': 'same', 'holiday.jpg': 'jpg' });
  expect(problems).toBe('');
  expect(intake.fetched).toEqual(['loaders/ipxe.efi']);
  expect(readFileSync(join(base, 'files/loaders/ipxe.efi'), 'utf8')).toBe('same');
});

test('files of one package brought one after the other end in one record', async () => {
  await bring({ 'a.bin': 'same' });
  rmSync(join(base, 'brought'), { recursive: true });
  await bring({ 'b.bin': 'snp' });
  const [entry] = readLock(join(base, 'files', TAKEN)).packages;
  expect(entry?.files.map((one) => one.path)).toEqual(['loaders/ipxe.efi', 'loaders/snponly.efi']);
  expect(entry?.trustedBy).toBe('lock');
});

test('a file with the right name and other content is refused by name', async () => {
  const { intake, problems } = await bring({ 'ipxe.efi': 'tampered' });
  expect(intake.fetched).toEqual([]);
  expect(problems).toContain('does not match loaders/ipxe.efi of the lock file');
});

test('with --unverified it is taken, loudly, and recorded as taken on a word', async () => {
  const { intake, said } = await bring({ 'ipxe.efi': 'newer' }, true);
  expect(intake.fetched).toEqual(['loaders/ipxe.efi']);
  expect(said).toContain('TAKEN ON YOUR WORD');
  expect(readLock(join(base, 'files', TAKEN)).packages[0]?.trustedBy).toBe('hand');
});

test('a package that nothing vouches for is refused', async () => {
  const { problems } = await bring({ 'ipxe_9_all.deb': '!<arch>\n' });
  expect(problems).toContain('ipxe_9_all.deb does not match ipxe of the lock file');
});

test('a damaged package taken on a word says that it does not unpack, and leaves nothing behind', async () => {
  const { problems, intake } = await bring({ 'ipxe_9_all.deb': '!<arch>\n' }, true);
  expect(problems).toContain('ipxe: it does not unpack');
  expect(existsSync(intake.work)).toBe(false);
});

test('the network installer of any release and architecture can be brought as loose files', async () => {
  const files = { 'debian-installer/11/arm64/linux': 'k', 'usb/debian-installer/11/arm64/initrd.gz': 'i' };
  expect((await bring(files)).problems).toContain('does not match debian-installer/11/arm64/initrd.gz');
  const { intake } = await bring(files, true);
  expect(intake.fetched.sort()).toEqual([
    'debian-installer/11/arm64/initrd.gz',
    'debian-installer/11/arm64/linux',
  ]);
  expect(intake.came.map((entry) => entry.package)).toEqual(['debian-installer-11-netboot-arm64']);
});

test.skipIf(!existsSync('/usr/bin/dpkg-deb'))('and as its package', async () => {
  const name = 'debian-installer-10-netboot-i386';
  const images = 'usr/lib/debian-installer/images/10/i386/text/debian-installer/i386';
  const source = join(base, 'source');
  for (const [path, text] of [
    [
      'DEBIAN/control',
      `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: x <x@y>\nDescription: x\n`,
    ],
    [`${images}/linux`, 'k'],
    [`${images}/initrd.gz`, 'i'],
  ] as const) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  mkdirSync(join(base, 'brought'));
  execFileSync('dpkg-deb', ['--build', source, join(base, 'brought', `${name}_1_all.deb`)]);
  expect((await bring({})).problems).toContain(`does not match ${name}`);
  const { intake, problems } = await bring({}, true);
  expect([problems, intake.fetched]).toEqual([
    '',
    ['debian-installer/10/i386/linux', 'debian-installer/10/i386/initrd.gz'],
  ]);
});

test('a folder without boot files says what to bring', async () => {
  expect((await bring({ 'holiday.jpg': 'jpg' })).problems).toContain('is a boot file');
});

test('a folder that is not there is named', async () => {
  expect((await bring({})).problems).toContain(`there is no folder ${join(base, 'brought')}`);
});
