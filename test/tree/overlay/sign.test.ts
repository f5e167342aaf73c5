import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  clearSign,
  createSigningKey,
  detachSign,
  loadSigningKey,
  type SigningKey,
} from '../../../core/tree/overlay/sign.ts';

const RELEASE =
  'Origin: Debian\nCodename: trixie\nSHA256:\n 00ff 12 main/binary-amd64/Packages\n- a line with a dash\n';
const folder = mkdtempSync(join(tmpdir(), 'sign-'));
const at = (name: string) => join(folder, name);
let key: SigningKey;

beforeAll(async () => {
  key = await createSigningKey();
  writeFileSync(at('key.gpg'), key.publicKeyBinary);
  writeFileSync(at('Release'), RELEASE);
  writeFileSync(at('InRelease'), await clearSign(RELEASE, key));
  writeFileSync(at('Release.gpg'), await detachSign(new TextEncoder().encode(RELEASE), key));
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]) =>
  spawnSync(program, args, { cwd: folder, encoding: 'utf8' });

describe.runIf(existsSync('/usr/bin/gpgv'))('what is signed satisfies gpgv', () => {
  const gpgv = (...files: string[]) => run('gpgv', '--status-fd', '1', '--keyring', at('key.gpg'), ...files);

  it('beside the file and around it', () => {
    expect(gpgv('Release.gpg', 'Release').stdout).toContain('VALIDSIG');
    expect(gpgv('InRelease').stdout).toContain('VALIDSIG');
  });

  it('and not when a byte is another', () => {
    writeFileSync(at('Changed'), RELEASE.replace('00ff', '00fe'));
    writeFileSync(at('InChanged'), readFileSync(at('InRelease'), 'utf8').replace('00ff', '00fe'));
    expect(gpgv('Release.gpg', 'Changed').status).toBe(1);
    expect(gpgv('InChanged').status).toBe(1);
  });

  it('in a keyring together with other keys, as the installer has it', async () => {
    const other = await createSigningKey();
    writeFileSync(at('both.gpg'), Buffer.concat([other.publicKeyBinary, key.publicKeyBinary]));
    expect(run('gpgv', '--keyring', at('both.gpg'), 'Release.gpg', 'Release').status).toBe(0);
  });

  it('on a machine whose clock stopped in the year 2001', () => {
    if (!existsSync('/usr/bin/faketime')) return;
    expect(run('faketime', '2001-01-01', 'gpgv', '--keyring', at('key.gpg'), 'InRelease').status).toBe(0);
  });
});

describe.runIf(existsSync('/usr/bin/sqv'))('what is signed satisfies sqv', () => {
  it('beside the file and around it', () => {
    expect(run('sqv', '--keyring', at('key.gpg'), 'Release.gpg', 'Release').status).toBe(0);
    const inline = run('sqv', '--keyring', at('key.gpg'), '--output', at('out'), '--cleartext', 'InRelease');
    expect(inline.status).toBe(0);
  });
});

describe('the key', () => {
  it('is the same when it is loaded again', async () => {
    const loaded = await loadSigningKey(key.privateKey);
    expect(loaded.publicKeyBinary).toEqual(key.publicKeyBinary);
    expect(loaded.publicKeyArmored).toBe(key.publicKeyArmored);
  });

  it('that is damaged is refused', async () => {
    await expect(loadSigningKey('-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n')).rejects.toThrow();
  });

  it('keeps the text of a Release byte for byte, apart from dash escapes', () => {
    expect(readFileSync(at('InRelease'), 'utf8')).toContain(
      RELEASE.replace('- a line', '- - a line').trimEnd(),
    );
  });
});
