import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintIgnition } from '../../../core/images/lint/ignition.ts';

const said = (text: string) =>
  lintIgnition(text).map(
    ({ level, line, problem }) => `${level} ${line}: ${problem.code} ${Object.values(problem.params)[0]}`,
  );
const user = '"passwd": { "users": [{ "name": "core", "sshAuthorizedKeys": ["ssh-ed25519 AAAA"] }] }';
const of = (rest: string, version = '3.3.0') =>
  `{\n"ignition": { "version": "${version}" },\n${user}${rest && `,\n${rest}`}\n}`;

describe('an Ignition configuration', () => {
  it('that is as it should be', () => {
    expect(
      said(
        of('"storage": { "files": [{ "path": "/etc/x", "mode": 420, "contents": { "source": "data:," } }] }'),
      ),
    ).toEqual([]);
  });

  it.each([
    ['no JSON', '{ "ignition": ', ['error 1: LINT_UNREADABLE JSON']],
    ['Jsonnet', "{ ignition: { version: '3.3.0' } }", ['error null: LINT_UNREADABLE JSON']],
    ['Butane', 'variant: fcos\nversion: 1.5.0\n', ['error 1: LINT_UNREADABLE JSON']],
    ['version 2', of('', '2.3.0'), ['error 2: LINT_SCHEMA ignition.version']],
    ['no version', `{ "ignition": {}, ${user} }`, ['error 1: LINT_KEY_MISSING ignition.version']],
    [
      'a mode in quotes',
      of('"storage": { "files": [{ "path": "/etc/x", "mode": "0644" }] }'),
      ['error 4: LINT_SCHEMA storage.files[0].mode'],
    ],
    [
      'a file without a place',
      of('"storage": { "files": [{ "mode": 420 }] }'),
      ['error 4: LINT_KEY_MISSING storage.files[0].path'],
    ],
    [
      'a name that is not there',
      of('"systemd": { "unit": [] }'),
      ['warning 4: LINT_ELEMENT_UNKNOWN systemd.unit'],
    ],
    [
      'a plain password',
      '{ "ignition": { "version": "3.3.0" },\n"passwd": { "users": [{ "name": "a", "passwordHash": "secret" }] } }',
      ['warning 2: LINT_SECRET_PLAIN passwordHash'],
    ],
    [
      'nobody who may enter',
      '{ "ignition": { "version": "3.3.0" } }',
      ['note null: LINT_KEY_MISSING passwd.users'],
    ],
  ])('with %s', (_, text, found) => {
    expect(said(text)).toEqual(found);
  });

  // The command: apt-get install ignition
  it
    .skipIf(!existsSync('/usr/bin/ignition-validate'))
    .each([
      of(''),
      of('', '2.9.0'),
      of('"storage": { "files": [{ "path": "/etc/x", "mode": "0644" }] }'),
      of('"storage": { "files": [{ "mode": 420 }] }'),
      of('"storage": { "links": [{ "path": "/etc/localtime", "target": "x" }] }'),
      of('"storage": { "disks": [{ "device": "/dev/sda", "wipeTable": "yes" }] }'),
      of('"systemd": { "units": [{ "name": "a.service", "enabled": "true" }] }'),
      of('"systemd": { "unit": [] }'),
      of('"kernelArguments": { "shouldExist": "quiet" }'),
      '{ "ignition": {} }',
      'variant: fcos\n',
    ])('is refused where Ignition refuses it: %s', (input) => {
    const refused = spawnSync('ignition-validate', ['-'], { input }).status !== 0;
    expect(lintIgnition(input).some(({ level }) => level === 'error')).toBe(refused);
  });
});
