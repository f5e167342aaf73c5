/** The site's certificate authority, and what curl and openssl think of what it signs. */
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpDoor, type HttpDoor } from '../../core/servers/http.ts';
import { siteCaIn } from '../../core/service/site-ca.ts';
import { joinTrees } from '../../core/tree/mounts.ts';
import { siteCaFiles } from '../../core/tree/site-ca-files.ts';
import { memoryTree } from '../servers/support/memory-tree.ts';
import { installed, run } from '../servers/support/tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'fieldboot-ca-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the authority of a site', () => {
  const home = join(folder, 'kept');
  it('is not made by looking for it', async () => {
    expect(await siteCaIn(join(folder, 'none')).made()).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
  it('is made once, however many ask, and is the same after a restart', async () => {
    const keeper = siteCaIn(home);
    const [one, other] = await Promise.all([keeper.get(), keeper.get()]);
    const again = await siteCaIn(home).get();
    expect([other.fingerprint, again.fingerprint]).toEqual([one.fingerprint, one.fingerprint]);
    expect((await siteCaIn(home).made())?.pem).toBe(readFileSync(one.path, 'utf8'));
    expect(readdirSync(home).sort()).toEqual(['ca.crt', 'ca.key']);
  });
  it.skipIf(process.platform === 'win32')('keeps its key to itself', () => {
    expect((statSync(join(home, 'ca.key')).mode & 0o777).toString(8)).toBe('600');
    expect((statSync(home).mode & 0o777).toString(8)).toBe('700');
  });
  it('says plainly when its files are damaged, and makes no other one in their place', async () => {
    const key = readFileSync(join(home, 'ca.key'));
    writeFileSync(join(home, 'ca.key'), 'nonsense');
    const code = 'SITE_CA_UNUSABLE';
    await expect(siteCaIn(home).get()).rejects.toMatchObject({ code });
    rmSync(join(home, 'ca.key'));
    await expect(siteCaIn(home).get()).rejects.toMatchObject({ code });
    const keeper = siteCaIn(home);
    await expect(keeper.made()).rejects.toMatchObject({ code });
    writeFileSync(join(home, 'ca.key'), key, { mode: 0o600 });
    expect((await keeper.get()).path).toBe(join(home, 'ca.crt'));
  });
  it('does not take the key of another one', async () => {
    const other = join(folder, 'other');
    await siteCaIn(other).get();
    writeFileSync(join(other, 'ca.key'), readFileSync(join(home, 'ca.key')));
    await expect(siteCaIn(other).get()).rejects.toMatchObject({ code: 'SITE_CA_UNUSABLE' });
  });
});

describe.skipIf(!installed('curl') || !installed('openssl'))('HTTPS with a certificate of the site', () => {
  const big = new Uint8Array(3_000_001).map((_, at) => at ^ (at >> 8));
  const home = join(folder, 'door');
  const keeper = siteCaIn(home);
  const path = join(home, 'ca.crt');
  let door: HttpDoor;
  let port = 0;
  beforeAll(async () => {
    const ca = await keeper.get();
    const files = memoryTree({ '/big.bin': big });
    const tree = joinTrees({ ...siteCaFiles(() => keeper.made()), '/files': files }, () => {});
    const below = { open: tree.open };
    door = createHttpDoor({ tree: below, tls: await ca.issue('127.0.0.1') });
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
    port = (door.server.address() as AddressInfo).port;
  });
  afterAll(() => door.close());
  const curl = (...words: string[]) => run('curl', ['-sS', ...words]);
  const url = (file: string) => `https://127.0.0.1:${port}${file}`;

  it('curl trusts it with the authority and fetches byte for byte, ranges too', async () => {
    const whole = await curl('--cacert', path, url('/files/big.bin'));
    expect(Buffer.compare(whole.stdout, big)).toBe(0);
    const part = await curl('--cacert', path, '-r', '1000000-1999999', url('/files/big.bin'));
    expect(Buffer.compare(part.stdout, big.slice(1_000_000, 2_000_000))).toBe(0);
  });
  it('curl without the authority refuses it, and so does one that asks for another name', async () => {
    expect((await curl(url('/files/big.bin'))).status).toBe(60);
    const named = ['--resolve', `elsewhere.example:${port}:127.0.0.1`];
    const asked = await curl('--cacert', path, ...named, `https://elsewhere.example:${port}/`);
    expect(asked.status).toBe(60);
  });
  it('openssl verifies the chain, and sees TLS 1.3', async () => {
    const where = ['-connect', `127.0.0.1:${port}`, '-CAfile', path, '-verify_ip', '127.0.0.1'];
    const { stdout } = await run('openssl', ['s_client', '-verify_return_error', '-brief', ...where]);
    const session = await run('openssl', ['s_client', '-verify_return_error', ...where]);
    expect(stdout.length + session.stdout.length).toBeGreaterThan(0);
    expect(session.stdout.toString()).toContain('Verify return code: 0 (ok)');
    expect(session.stdout.toString()).toContain('TLSv1.3');
  });
  it('openssl reads the same fingerprint, and a certificate that strict checks accept', async () => {
    const { fingerprint } = await keeper.get();
    const shown = await run('openssl', ['x509', '-in', path, '-noout', '-fingerprint', '-sha256']);
    expect(shown.stdout.toString().trim().split('=')[1]).toBe(fingerprint);
    const { cert } = await (await keeper.get()).issue('10.77.0.1');
    writeFileSync(join(folder, 'server.crt'), cert);
    const words = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_ip', '10.77.0.1'];
    const verified = await run('openssl', [...words, '-CAfile', path, join(folder, 'server.crt')]);
    expect([verified.status, verified.stderr]).toEqual([0, '']);
  });
  it('gives the certificate away in both forms', async () => {
    const pem = await curl('--cacert', path, url('/fieldboot-ca.crt'));
    expect(pem.stdout.toString()).toBe(readFileSync(path, 'utf8'));
    const der = await curl('--cacert', path, url('/fieldboot-ca.der'));
    expect(der.stdout.equals((await keeper.get()).der)).toBe(true);
  });
  it('lives on after those who speak no TLS', async () => {
    expect((await curl(`http://127.0.0.1:${port}/`)).status).not.toBe(0);
    expect((await curl('--cacert', path, url('/fieldboot-ca.crt'))).status).toBe(0);
  });
});
