/** The NFS door and libnfs, an independent client, in network namespaces. Needs root and libnfs-utils. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { installed, run } from '../servers/support/tools.ts';
import { buildIso } from '../support/iso.ts';

const ID = `fbn${process.pid}`;
const LAPTOP = `${ID}l`;
const RACK = `${ID}r`;
const PROCESS = join(import.meta.dirname, 'support/nfs-door-process.ts');
const LARGE = Buffer.alloc(700_001).map((_, at) => (at * 31) & 0xff);

const ip = (line: string): string => execFileSync('ip', line.split(' '), { encoding: 'utf8', stdio: 'pipe' });
const root = process.platform === 'linux' && process.getuid?.() === 0;
const possible = root && installed('nfs-cat') && spawnSync('ip', ['netns', 'add', `${ID}t`]).status === 0;
if (possible) ip(`netns del ${ID}t`);
const reason = possible ? '' : ' (skipped: needs root, network namespaces and libnfs-utils)';

let folder: string;
const running: ChildProcess[] = [];

/** Starts a program in the laptop's namespace; resolves to its first line. */
async function start(...words: string[]): Promise<string> {
  const child = spawn('ip', ['netns', 'exec', LAPTOP, process.execPath, ...words]);
  running.push(child);
  const [line] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
  return String(line).split('\n')[0] ?? '';
}

const openDoor = async () =>
  JSON.parse(await start(PROCESS, 'cable', '10.97.1.1', join(folder, 'medium.iso'))) as {
    warnings: { code: string; sentence: string; advice: string }[];
  };
const inRack = (...words: string[]) => run('ip', ['netns', 'exec', RACK, ...words]);

describe.skipIf(!possible)(`the NFS door${reason}`, () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fieldboot-nfs-'));
    const files = { 'casper/large': LARGE, README: 'hello\n' };
    writeFileSync(join(folder, 'medium.iso'), buildIso({ label: 'NFS', files, links: { link: 'README' } }));
    for (const space of [LAPTOP, RACK]) ip(`netns add ${space}`);
    ip(`-n ${LAPTOP} link add cable type veth peer name far netns ${RACK}`);
    for (const [space, link, address] of [
      [LAPTOP, 'cable', '10.97.1.1'],
      [RACK, 'far', '10.97.1.2'],
    ] as const) {
      ip(`-n ${space} link set lo up`);
      ip(`-n ${space} address add ${address}/24 dev ${link}`);
      ip(`-n ${space} link set ${link} up`);
    }
  });
  afterEach(async () => {
    for (const child of running.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  });
  afterAll(() => {
    for (const space of [LAPTOP, RACK]) spawnSync('ip', ['netns', 'del', space]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('libnfs finds it by the port mapper, lists the tree and reads files byte for byte', async () => {
    expect(await openDoor()).toEqual({ warnings: [] });
    const listed = await inRack('nfs-ls', 'nfs://10.97.1.1/images/medium/tree');
    const names = listed.stdout.toString().trim().split('\n');
    expect(names.map((line) => `${line[0]} ${line.split(/\s+/).slice(4).join(' ')}`).sort()).toEqual([
      '- 6 README',
      'd 4096 casper',
      'd 4096 fieldboot',
      'l 6 link',
    ]);
    const large = await inRack('nfs-cat', 'nfs://10.97.1.1/images/medium/tree/casper/large');
    expect(large.stdout.equals(LARGE)).toBe(true);
    const added = await inRack('nfs-cat', 'nfs://10.97.1.1/images/medium/tree/fieldboot/added');
    expect(added.stdout.toString()).toBe('added by the family\n');
  });

  it('goes on without port 111 when another program has it, and says so', async () => {
    await start('-e', "require('net').createServer().listen(111, '0.0.0.0', () => console.log('up'))");
    const { warnings } = await openDoor();
    expect(warnings).toMatchObject([
      {
        code: 'NFS_NO_PORT_MAPPER',
        sentence: expect.stringContaining('TCP port 111 is used by another program'),
        advice: expect.stringContaining('port=2049,mountport=20048'),
      },
    ]);
    const told = 'nfs://10.97.1.1/images/medium/tree/README?nfsport=2049&mountport=20048';
    expect((await inRack('nfs-cat', told)).stdout.toString()).toBe('hello\n');
  });

  it('when port 2049 is taken nothing is open, and that is a warning too', async () => {
    await start('-e', "require('net').createServer().listen(2049, '0.0.0.0', () => console.log('up'))");
    expect(await openDoor()).toMatchObject({ warnings: [{ code: 'PORT_BUSY' }] });
  });
});
