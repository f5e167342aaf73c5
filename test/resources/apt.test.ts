import { expect, test } from 'vitest';
import {
  chooseDebianTarget,
  firstError,
  parseIndexTargets,
  parseShown,
  signedBy,
} from '../../resources/apt.ts';

const line = (release: string, origin: string, uri = 'http://mirror.example/debian/', component = 'main') =>
  `${uri}|${component}|${release}|${origin}|/etc/apt/sources.list:1`;

test.each([
  [
    'takes the main archive of Debian',
    [line('bookworm-updates', 'Debian'), line('bookworm', 'Debian')],
    'bookworm',
  ],
  ['passes over security, which holds few packages', [line('bookworm-security', 'Debian')], null],
  ['passes over other vendors', [line('bookworm', 'Google')], null],
  ['passes over other components', [line('bookworm', 'Debian', 'http://mirror.example/', 'contrib')], null],
  ['passes over an installation CD', [line('trixie', 'Debian', 'cdrom:[Debian 13]/')], null],
  ['goes by the name where apt was never updated', [line('trixie', '$(ORIGIN)')], 'trixie'],
  ['finds none on Ubuntu', [line('noble', 'Ubuntu')], null],
])('%s', (_, lines, release) => {
  expect(chooseDebianTarget(parseIndexTargets(lines.join('\n')))?.release ?? null).toBe(release);
});

test.each([
  [
    'deb822',
    'Types: deb\nURIs: http://m/\nSigned-By: /usr/share/keyrings/k.gpg\n',
    '/usr/share/keyrings/k.gpg',
  ],
  ['one line', 'deb [arch=amd64 signed-by=/k/a.asc] http://m/ trixie main', '/k/a.asc'],
  ['none', 'deb http://m/ trixie main', null],
])('finds the keyring in a %s entry', (_, text, keyring) => {
  expect(signedBy(text)).toBe(keyring);
});

test('reads the versions of apt-cache show, newest first as apt gives them', () => {
  const shown = [
    'Package: ipxe\nVersion: 2.0\nArchitecture: all\nSize: 12\nSHA256: aa\nDescription: x\n more',
    'Package: ipxe\nVersion: 1.0\nArchitecture: all\nSHA256: bb',
    'Package: broken\nVersion: 1.0',
  ].join('\n\n');
  expect(parseShown(shown)).toEqual([
    { package: 'ipxe', version: '2.0', architecture: 'all', size: 12, sha256: 'aa' },
    { package: 'ipxe', version: '1.0', architecture: 'all', size: 0, sha256: 'bb' },
  ]);
});

test('quotes the first complaint of apt without its letter', () => {
  expect(firstError('noise\nE: Failed to fetch x\nE: Some index files failed\n')).toBe('Failed to fetch x');
  expect(firstError('')).toBe('apt gave no reason');
});
