/** The real program, started as a technician starts it, in network namespaces of its own. Needs root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { installed, run } from '../servers/support/tools.ts';
import { debianMedium } from '../support/engine.ts';

const CLI = join(import.meta.dirname, '../../core/cli.js');
const ID = `fbc${process.pid}`;
const LAPTOP = `${ID}l`;
const RACK = `${ID}r`;

const ip = (line: string): string => execFileSync('ip', line.split(' '), { encoding: 'utf8', stdio: 'pipe' });
const root = process.platform === 'linux' && process.getuid?.() === 0;
const possible = root && spawnSync('ip', ['netns', 'add', `${ID}t`]).status === 0;
if (possible) ip(`netns del ${ID}t`);
const reason = possible ? '' : ' (skipped: needs root and network namespaces)';

let data: string;
let running: ChildProcess[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'fieldboot-cli-'));
  running = [];
  ip(`-n ${LAPTOP} link add name cable type veth peer name far netns ${RACK}`);
  ip(`-n ${LAPTOP} address add 10.99.7.1/24 brd + dev cable`);
  ip(`-n ${LAPTOP} link set cable up`);
  ip(`-n ${RACK} link set far up`);
});
afterEach(async () => {
  await Promise.all(running.map(end));
  spawnSync('ip', ['-n', LAPTOP, 'link', 'del', 'cable']);
  rmSync(data, { recursive: true, force: true });
});

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

interface Started {
  readonly child: ChildProcess;
  readonly ready: Record<string, unknown>;
  /** What it wrote to stderr so far. */
  said(): string;
}

/** Starts `serve` on a cable that nobody looks at before, which takes its time. */
const serve = (...words: string[]): Promise<Started> => serveCarefully('--insist', ...words);

/** Starts `serve` and waits for its ready line; rejects with what it said instead. */
async function serveCarefully(...words: string[]): Promise<Started> {
  const child = inLaptop(['serve', '--data', data, '--json', ...words]);
  let out = '';
  let err = '';
  child.stdout?.on('data', (part) => {
    out += part;
  });
  child.stderr?.on('data', (part) => {
    err += part;
  });
  while (!out.includes('\n') && child.exitCode === null)
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'close')]);
  if (!out.includes('\n')) throw new Error(err.trim());
  return { child, ready: JSON.parse(out) as Record<string, unknown>, said: () => err };
}

function inLaptop(words: string[], ...before: string[]): ChildProcess {
  const child = spawn('ip', ['netns', 'exec', LAPTOP, ...before, process.execPath, CLI, ...words]);
  running.push(child);
  return child;
}

/** Another command of the program, outside the namespace: only the data folder ties them. */
function command(...words: string[]): unknown {
  const done = spawnSync(process.execPath, [CLI, ...words, '--data', data, '--json'], { encoding: 'utf8' });
  return JSON.parse(done.status === 0 ? done.stdout : done.stderr);
}

const until = async (what: () => boolean): Promise<void> => {
  for (let tries = 0; !what(); tries++) {
    if (tries > 600) throw new Error('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'it was not refused',
    (error: Error) => (JSON.parse(error.message) as { code: string }).code,
  );

describe.skipIf(!possible)(`fieldboot serve${reason}`, () => {
  beforeAll(() => {
    for (const space of [LAPTOP, RACK]) {
      ip(`netns add ${space}`);
      ip(`-n ${space} link set lo up`);
    }
  });
  afterAll(() => {
    for (const space of [LAPTOP, RACK]) spawnSync('ip', ['netns', 'del', space]);
  });

  it('prints one line when every door is open, answers commands through the data folder, and ends in order', async () => {
    const { child, ready } = await serveCarefully('--interface', 'cable', '--range', '10.99.7.20-10.99.7.29');
    expect(ready).toMatchObject({ ready: true, interface: 'cable', address: '10.99.7.1' });
    expect(ready.control).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(ready.token).toEqual(expect.any(String));
    expect(command('machines')).toEqual([]);
    expect(command('events')).toMatchObject([{ kind: 'serving', detail: { interface: 'cable' } }]);
    expect(command('interfaces')).toContainEqual(expect.objectContaining({ name: 'cable', link: true }));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(existsSync(join(data, 'control.json'))).toBe(false);
    expect(command('events')).toMatchObject([{ kind: 'serving' }, { kind: 'stopped' }]);
  });

  it.skipIf(!installed('curl'))(
    'opens HTTPS and FTP when they are asked for, on the interface alone',
    async () => {
      ip(`-n ${RACK} address add 10.99.7.2/24 dev far`);
      await serve('--interface', 'cable', '--https', '--ftp');
      const ca = command('ca') as { path: string; url: string; fingerprint: string };
      expect(ca).toMatchObject({ url: 'http://10.99.7.1:8067/fieldboot-ca.crt' });
      const curl = (space: string, ...words: string[]) =>
        run('ip', ['netns', 'exec', space, 'curl', '-sS', '-m', '20', ...words]);
      const pem = readFileSync(ca.path, 'utf8');
      expect((await curl(RACK, ca.url)).stdout.toString()).toBe(pem);
      const trusted = await curl(RACK, '--cacert', ca.path, 'https://10.99.7.1:8443/fieldboot-ca.crt');
      expect(trusted.stdout.toString()).toBe(pem);
      expect((await curl(RACK, '-l', 'ftp://10.99.7.1/')).stdout.toString()).toMatch(/^images\s+loaders\s+$/);
      // The same address, asked for through another cable.
      ip(`-n ${LAPTOP} link add name other type veth peer name wrong netns ${RACK}`);
      ip(`-n ${LAPTOP} address add 10.98.7.1/24 dev other`);
      ip(`-n ${RACK} address add 10.98.7.2/24 dev wrong`);
      for (const [space, link] of [
        [LAPTOP, 'other'],
        [RACK, 'wrong'],
      ])
        ip(`-n ${space} link set ${link} up`);
      ip(`-n ${RACK} route add 10.99.7.1/32 via 10.98.7.1 dev wrong metric 5000`);
      const plain = spawn('ip', ['netns', 'exec', LAPTOP, process.execPath, '-e', PLAIN_SERVER]);
      running.push(plain);
      await once(plain.stdout, 'data');
      const astray = (...words: string[]) => curl(RACK, '-m', '3', '--interface', 'wrong', ...words);
      expect((await astray('http://10.99.7.1:9999/')).stdout.toString()).toBe('any cable');
      for (const url of ['ftp://10.99.7.1/', 'https://10.99.7.1:8443/', 'http://10.99.7.1:8067/'])
        expect([url, (await astray('-k', url)).status]).not.toEqual([url, 0]);
      ip(`-n ${LAPTOP} link del other`);
    },
  );

  it('is not kept out by what a crashed engine left behind', () => {
    writeFileSync(
      join(data, 'control.json'),
      JSON.stringify({ pid: process.pid, socket: join(data, 'control.sock') }),
    );
    expect(command('machines')).toEqual([]);
  });

  it('follows the events from the first to the last, and ends with the engine', async () => {
    const { child } = await serve('--interface', 'cable');
    const follower = inLaptop(['events', '--follow', '--data', data, '--json']);
    let lines = '';
    follower.stdout?.on('data', (part) => {
      lines += part;
    });
    await until(() => lines.includes('"serving"'));
    child.kill('SIGTERM');
    expect(await once(follower, 'close')).toEqual([0, null]);
    expect(await refusal(Promise.reject(new Error(JSON.stringify(command('events', '--mac', 'foo')))))).toBe(
      'BAD_REQUEST',
    );
  });

  it('names the port that is busy, and who holds it', async () => {
    const other = spawn('ip', ['netns', 'exec', LAPTOP, process.execPath, '-e', HOLD_PORT_69]);
    running.push(other);
    await once(other.stdout, 'data');
    const error = await serve('--interface', 'cable').catch((thrown: Error) => JSON.parse(thrown.message));
    expect(error).toMatchObject({ code: 'PORT_BUSY', params: { door: 'TFTP', port: 69 } });
    expect((error as { advice: string }).advice).toContain(String(other.pid));
  });

  it('serves images by NFS, and goes on without the port mapper when another program has its port', async () => {
    const other = spawn('ip', ['netns', 'exec', LAPTOP, process.execPath, '-e', HOLD_PORT_111]);
    running.push(other);
    await once(other.stdout, 'data');
    const { said } = await serve('--interface', 'cable');
    await until(() => said().includes('port=2049,mountport=20048'));
    if (!installed('nfs-cat')) return;
    writeFileSync(join(data, 'debian.iso'), debianMedium());
    const { id } = command('import', join(data, 'debian.iso')) as { id: string };
    ip(`-n ${RACK} address add 10.99.7.2/24 dev far`);
    const file = `nfs://10.99.7.1/images/${id}/tree/dists/trixie/Release?nfsport=2049&mountport=20048`;
    const { stdout } = await run('ip', ['netns', 'exec', RACK, 'nfs-cat', file]);
    expect(stdout.toString()).toContain('Codename: trixie');
  });

  it('says what an account without rights is missing', async () => {
    chmodSync(data, 0o777);
    const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const child = inLaptop(['serve', '--interface', 'cable', '--data', data, '--json'], ...nobody);
    const [said] = (await once(child.stderr ?? child, 'data')) as [Buffer];
    expect(JSON.parse(String(said))).toMatchObject({ code: 'PORT_FORBIDDEN', params: { port: 69 } });
    expect(String(said)).toContain('ip_unprivileged_port_start');
  });

  it.each([
    ['an interface that does not exist', ['--interface', 'nope'], 'INTERFACE_UNKNOWN'],
    [
      'a range outside the network',
      ['--interface', 'cable', '--range', '10.1.1.1-10.1.1.9'],
      'RANGE_INVALID',
    ],
    ['a range backwards', ['--interface', 'cable', '--range', '10.99.7.9-10.99.7.2'], 'RANGE_INVALID'],
    ['a profile that does not exist', ['--interface', 'cable', '--default-profile', 'x'], 'NOT_FOUND'],
    [
      'a control port that is not on loopback',
      ['--interface', 'cable', '--control', '0.0.0.0:80'],
      'BAD_REQUEST',
    ],
  ])('refuses %s', async (_, words, code) => {
    expect(await refusal(serve(...words))).toBe(code);
  });

  it('lends an address to an interface without one, and takes it back also after a kill', async () => {
    ip(`-n ${LAPTOP} address flush dev cable`);
    const addresses = () => ip(`-n ${LAPTOP} -4 -o address show dev cable`);
    expect(await refusal(serve('--interface', 'cable'))).toBe('INTERFACE_NO_ADDRESS');
    const first = await serve('--interface', 'cable', '--address', '10.99.8.1/24');
    expect(first.ready.address).toBe('10.99.8.1');
    await end(first.child);
    expect(addresses()).toContain('10.99.8.1/24');
    const second = await serve('--interface', 'cable', '--address', '10.99.9.1/24');
    expect(addresses()).not.toContain('10.99.8.1/24');
    second.child.kill('SIGTERM');
    await once(second.child, 'exit');
    expect(addresses()).toBe('');
  });

  it('sets a lent address again when somebody takes it away, says so, and takes it back in the end', async () => {
    ip(`-n ${LAPTOP} address flush dev cable`);
    const addresses = () => ip(`-n ${LAPTOP} -4 -o address show dev cable`);
    const { child } = await serve('--interface', 'cable', '--address', '10.99.8.1/24');
    ip(`-n ${LAPTOP} address flush dev cable`);
    await expect.poll(addresses, { timeout: 20_000, interval: 200 }).toContain('10.99.8.1/24');
    const states = () =>
      (command('events') as { kind: string; detail: { state?: string } }[]).map(({ detail }) => detail.state);
    await expect.poll(states, { timeout: 20_000, interval: 200 }).toContain('address-set-again');
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(addresses()).toBe('');
  });

  it('a second window is the first one’s, when it wants no more than that', async () => {
    const words = ['--data', data, '--json'];
    const { child, ready } = await serve('--interface', 'cable');
    const second = spawnSync(process.execPath, [CLI, 'window', '--join', ...words], { encoding: 'utf8' });
    expect([second.status, JSON.parse(second.stdout)]).toMatchObject([
      0,
      { running: child.pid, url: ready.url },
    ]);
    const third = spawnSync(process.execPath, [CLI, 'window', ...words], { encoding: 'utf8' });
    expect([third.status, JSON.parse(third.stderr)]).toMatchObject([1, { code: 'DATA_IN_USE' }]);
  });

  it('says when the interface disappears, and keeps everything else', async () => {
    const { child } = await serve('--interface', 'cable');
    let said = '';
    child.stderr?.on('data', (part) => {
      said += part;
    });
    ip(`-n ${LAPTOP} link del cable`);
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(JSON.parse(said)).toMatchObject({ code: 'INTERFACE_GONE', params: { name: 'cable' } });
    const events = command('events') as { kind: string; detail: { code?: string } }[];
    expect(events.map((event) => event.kind)).toEqual(['serving', 'stopped']);
    expect(events[1]?.detail.code).toBe('INTERFACE_GONE');
    expect(command('profiles')).toEqual([]);
  });

  it('serves a medium in place, and says so when it is deleted', async () => {
    const iso = join(data, 'debian.iso');
    const medium = debianMedium();
    writeFileSync(iso, medium);
    expect(command('import', iso)).toMatchObject({ id: 'debian-13.7-amd64' });
    ip(`-n ${RACK} address add 10.99.7.2/24 dev far`);
    await serve('--interface', 'cable');
    const base = 'http://10.99.7.1:8067/images/debian-13.7-amd64';
    const curl = (...words: string[]) =>
      spawnSync('ip', ['netns', 'exec', RACK, 'curl', '-s', ...words], { maxBuffer: 1 << 26 }).stdout;
    expect(curl(`${base}/debian-13.7-amd64.iso`).equals(Buffer.from(medium))).toBe(true);
    expect(String(curl(`${base}/tree/pool/main/h/hello/hello_2.10-5_amd64.deb`))).toBe('a package');
    expect(String(curl(`${base}/tree/dists/trixie/InRelease`))).toContain('BEGIN PGP SIGNED MESSAGE');
    rmSync(iso);
    // The medium is looked at once in a second.
    const info = () => String(curl('-w', '%{http_code}', `${base}/tree/.disk/info`));
    await expect.poll(info).toMatch(/no longer at .*503$/s);
    await expect.poll(() => command('images')).toMatchObject([{ present: false }]);
    curl('tftp://10.99.7.1/loaders/none.efi');
    const missed = (file: string) =>
      expect.objectContaining({
        kind: 'missed',
        detail: expect.objectContaining({ address: '10.99.7.2', file }),
      });
    expect(command('events')).toEqual(
      expect.arrayContaining([
        missed('/images/debian-13.7-amd64/tree/.disk/info'),
        missed('loaders/none.efi'),
      ]),
    );
    writeFileSync(iso, medium);
    expect(command('import', iso)).toMatchObject({ id: 'debian-13.7-amd64', present: true });
    expect(String(curl(`${base}/tree/.disk/info`))).toContain('Debian GNU/Linux 13.7');
    expect(readFileSync(iso).equals(Buffer.from(medium))).toBe(true);
  });
});

const PLAIN_SERVER = `
  require('node:http').createServer((_, to) => to.end('any cable')).listen(9999, () => console.log('up'));
`;

const HOLD_PORT_111 = `
  require('node:net').createServer().listen(111, '10.99.7.1', () => console.log('held'));
`;

const HOLD_PORT_69 = `
  const socket = require('node:dgram').createSocket('udp4');
  socket.bind(69, '10.99.7.1', () => console.log('held'));
`;
