/** What is done with machines on the command line, against an engine that serves on a cable of its own. Needs root. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianMedium } from '../support/engine.ts';

const CLI = join(import.meta.dirname, '../../core/cli.js');
const ID = `fbm${process.pid}`;
const [LAPTOP, RACK] = [`${ID}l`, `${ID}r`];
const [A, B] = ['52:54:00:00:00:0a', '52:54:00:00:00:0b'];

const ip = (line: string): string => execFileSync('ip', line.split(' '), { encoding: 'utf8', stdio: 'pipe' });
const root = process.platform === 'linux' && process.getuid?.() === 0;
const possible = root && spawnSync('ip', ['netns', 'add', `${ID}t`]).status === 0;
if (possible) ip(`netns del ${ID}t`);
const reason = possible ? '' : ' (skipped: needs root and network namespaces)';

/** Shouts of Wake-on-LAN that arrive at the other end of the cable. */
const LISTEN = `
  const socket = require('node:dgram').createSocket('udp4');
  socket.on('message', (bytes) => console.log(bytes.toString('hex')));
  socket.bind(9, () => console.log('up'));
`;

describe.skipIf(!possible)(`commands about machines${reason}`, () => {
  const data = mkdtempSync(join(tmpdir(), 'fieldboot-cli-machines-'));
  const running: ChildProcess[] = [];
  const inside = (space: string, ...words: string[]): ChildProcess => {
    const child = spawn('ip', ['netns', 'exec', space, process.execPath, ...words]);
    running.push(child);
    return child;
  };
  const line = async (child: ChildProcess): Promise<string> =>
    String((await once(child.stdout ?? child, 'data'))[0]).trim();

  beforeAll(async () => {
    for (const space of [LAPTOP, RACK]) ip(`netns add ${space}`);
    ip(`-n ${LAPTOP} link add name cable type veth peer name far netns ${RACK}`);
    ip(`-n ${LAPTOP} address add 10.99.8.1/24 brd + dev cable`);
    ip(`-n ${RACK} address add 10.99.8.2/24 brd + dev far`);
    for (const [space, name] of [
      [LAPTOP, 'lo'],
      [LAPTOP, 'cable'],
      [RACK, 'far'],
    ])
      ip(`-n ${space} link set ${name} up`);
    writeFileSync(join(data, 'debian.iso'), debianMedium());
    const serving = inside(LAPTOP, CLI, 'serve', '--interface', 'cable', '--data', data, '--insist');
    expect(await line(serving)).toContain('"ready":true');
    const { id } = json('import', join(data, 'debian.iso')) as { id: string };
    json('profile', 'create', '--image', id, '--name', 'web', '--set', 'join_token=hunter22');
  }, 120_000);
  afterAll(async () => {
    for (const child of running) {
      child.kill('SIGTERM');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const space of [LAPTOP, RACK]) spawnSync('ip', ['netns', 'del', space]);
    rmSync(data, { recursive: true, force: true });
  });

  /** A command as it is typed; what it prints for people. */
  const command = (...words: string[]): string => {
    const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...words, '--data', data], {
      encoding: 'utf8',
    });
    return stdout + stderr;
  };
  const json = (...words: string[]): unknown => JSON.parse(command(...words, '--json'));
  const machine = (mac: string) =>
    (json('machines') as { mac: string; confirm: boolean; held: boolean; skip: boolean }[]).find(
      (one) => one.mac === mac,
    );

  it('arm a machine only as the policy says, and take the word for it', { timeout: 120_000 }, () => {
    json('policy', '--confirm', 'per-machine');
    expect(command('assign', A, 'web')).toContain(
      `waits until its disks may be erased: fieldboot confirm ${A}`,
    );
    expect(machine(A)?.confirm).toBe(true);
    expect(command('confirm', A)).toBe(`${A} may be erased\n`);
    expect(machine(A)?.confirm).toBe(false);
    expect(command('reinstall', A)).toContain('waits until');
    expect(command('reinstall', A, '--confirmed')).toBe(`${A} installs web again\n`);
    expect(command('assign', B, 'web', '--confirmed')).toBe(`${B} boots web\n`);
  });

  it('hold, let go and skip, one machine or several', { timeout: 120_000 }, () => {
    expect(command('hold', A, B)).toBe(`${A} is held\n${B} is held\n`);
    expect([machine(A)?.held, machine(B)?.held]).toEqual([true, true]);
    expect(command('release', A)).toBe(`${A} goes on\n`);
    expect([machine(A)?.held, machine(B)?.held]).toEqual([false, true]);
    expect(command('skip', A)).toBe(`${A} boots from its disk once\n`);
    expect(machine(A)?.skip).toBe(true);
    expect(command('hold', '52:54:00:99:99:99', '--json')).toContain('NOT_FOUND');
  });

  it('wake a machine on the cable that is served', { timeout: 60_000 }, async () => {
    const ears = inside(RACK, '-e', LISTEN);
    expect(await line(ears)).toBe('up');
    const heard = line(ears);
    expect(command('wake', A)).toBe(`${A} was sent a wake-up packet\n`);
    expect(await heard).toBe('ff'.repeat(6) + A.replaceAll(':', '').repeat(16));
  });

  it('bundle what is known of a machine, without secrets', { timeout: 60_000 }, () => {
    const to = join(data, 'bundle.zip');
    expect(command('bundle', A, '--to', to).trim()).toBe(to);
    const texts = Object.values(unzipSync(readFileSync(to))).map((one) => new TextDecoder().decode(one));
    expect(texts.join('\n')).toContain(A);
    expect(texts.join('\n')).not.toContain('hunter22');
  });

  it('show which rows of sheets wait, and drop them', { timeout: 60_000 }, () => {
    writeFileSync(join(data, 'rows.csv'), 'serial,name,profile\nS1,node-1,web\n');
    json('sheet', join(data, 'rows.csv'));
    expect(json('waiting')).toMatchObject([{ serial: 'S1', profile: 'web', confirmed: false }]);
    expect(command('waiting', '--drop', 's1')).toBe('no row waits for its machine\n');
  });

  it('write the report of the job, the sum of its medium made meanwhile', { timeout: 60_000 }, () => {
    const to = join(data, 'report.json');
    expect(command('report', '--format', 'json', '--to', to)).toContain(to);
    const report = JSON.parse(readFileSync(to, 'utf8')) as { machines: { imageSha256: string }[] };
    expect(report.machines[0]?.imageSha256).toMatch(/^[0-9a-f]{64}$/);
  });
});
