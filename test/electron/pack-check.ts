/**
 * Packs the program for this machine around a stand-in of Electron's folder, and looks at what came out: everything but
 * Electron itself is real. The packed engine is then taken out of its archive and run under Node.
 *
 *   npm run pack:check
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { nativeFiles } from '../../electron/after-pack.ts';
import { buildElectron } from '../../electron/build.ts';
import { createLineCutter, readReadyLine } from '../../electron/engine-words.ts';
import { locate } from '../../electron/locations.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** Marks the fuses in Electron's executable; after it a version, a length and a character for each fuse. */
const FUSES = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** How Electron ships: Node's doors open, the archive not insisted on. */
const FUSES_AS_SHIPPED = '10110001';

export interface Packed {
  /** Files in the archive, `/`-separated. */
  readonly files: string[];
  /** The fuses in the order of their numbers: `0` off, `1` on. */
  readonly fuses: string;
  /** Native libraries lying beside the archive. */
  readonly unpacked: string[];
  readonly resources: string;
  /** Runs the packed engine until it is ready and has answered; gives its status and its page. */
  runEngine(): Promise<{
    status: number;
    version: string;
    page: string;
    policy: string | null;
    ended: number;
  }>;
  remove(): void;
}

/** Packs into a folder of its own. Rejects with electron-builder's output when it fails. */
export async function pack(): Promise<Packed> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-pack-'));
  await buildElectron();
  await run(
    process.execPath,
    [
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...['--config', 'electron/electron-builder.yml', '--linux', 'dir', '--publish', 'never'],
      `-c.electronDist=${standIn(folder)}`,
      `-c.directories.output=${join(folder, 'out')}`,
    ],
    { cwd: ROOT },
  ).catch((thrown: { stdout?: string; stderr?: string }) => {
    throw new Error(`electron-builder failed\n${thrown.stdout}\n${thrown.stderr}`);
  });
  const unpacked = join(
    folder,
    'out',
    process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`,
  );
  const resources = join(unpacked, 'resources');
  return {
    files: await asar('list', join(resources, 'app.asar')),
    fuses: readFuses(join(unpacked, 'fieldboot')),
    unpacked: await filesOf(join(resources, 'app.asar.unpacked')),
    resources,
    runEngine: () => runPackedEngine(resources, folder),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A folder that looks like Electron's to electron-builder. */
function standIn(folder: string): string {
  const electron = join(folder, 'electron');
  mkdirSync(join(electron, 'resources'), { recursive: true });
  mkdirSync(join(electron, 'locales'));
  writeFileSync(join(electron, 'electron'), `#!/bin/sh\n# ${FUSES}\u0001\u0008${FUSES_AS_SHIPPED}\n`);
  chmodSync(join(electron, 'electron'), 0o755);
  for (const name of [
    'LICENSE',
    'LICENSES.chromium.html',
    'chrome-sandbox',
    'locales/en-US.pak',
    'locales/fr.pak',
  ])
    writeFileSync(join(electron, name), '');
  return electron;
}

function readFuses(executable: string): string {
  const bytes = readFileSync(executable, 'latin1');
  const at = bytes.indexOf(FUSES) + FUSES.length + 2;
  return bytes.slice(at, at + FUSES_AS_SHIPPED.length);
}

async function asar(...words: string[]): Promise<string[]> {
  const { stdout } = await run(process.execPath, [
    join(ROOT, 'node_modules/@electron/asar/bin/asar.js'),
    ...words,
  ]);
  return stdout.split('\n').filter((line) => line !== '');
}

async function filesOf(folder: string): Promise<string[]> {
  const { stdout } = await run('find', [folder, '-name', '*.node', '-printf', '%P\n']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

/** Taken out of the archive to a place where no other node_modules can help it. */
async function runPackedEngine(resources: string, folder: string) {
  const taken = join(folder, 'taken');
  await asar('extract', join(resources, 'app.asar'), taken);
  const { engine, environment } = locate(taken, { resources });
  const child = spawn(process.execPath, [engine, 'window', '--json', '--data', join(folder, 'data')], {
    cwd: folder,
    env: { ...process.env, NODE_PATH: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const address = await new Promise<{ url: string; token: string }>((ready, failed) => {
    const cut = createLineCutter((line) => {
      const found = readReadyLine(line);
      if (found !== null) ready(found);
    });
    child.stdout.setEncoding('utf8').on('data', cut);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('exit', (code) => failed(new Error(`the packed engine ended with ${code}: ${said}`)));
  });
  const headers = { authorization: `Bearer ${address.token}` };
  const answer = await fetch(`${address.url}/api/v1/status`, { headers });
  const { version } = (await answer.json()) as { version: string };
  const page = await fetch(`${address.url}/`);
  const text = await page.text();
  child.removeAllListeners('exit').kill('SIGTERM');
  const [ended] = (await once(child, 'exit')) as [number];
  const policy = page.headers.get('content-security-policy');
  return { status: answer.status, version, page: text, policy, ended };
}

/** Everything that is wrong with a packed program, in sentences. */
export async function faults(packed: Packed, window: boolean): Promise<string[]> {
  const wanted = [
    'dist/electron/main.js',
    'dist/electron/preload.cjs',
    'dist/engine/engine.js',
    'dist/engine/tftp-worker.js',
    'resources/answers',
    'package.json',
    ...(window ? ['dist/renderer/index.html'] : []),
  ].map((file) => `/${file}`);
  const strangers = packed.files.filter(
    (file) =>
      /\.(ts|tsx|map)$/.test(file) ||
      /^\/(core|electron|renderer|test|scripts|\.cache)\b/.test(file) ||
      /^\/node_modules\/(?!better-sqlite3\b|koffi\b|@koromix\b)/.test(file),
  );
  const natives = nativeFiles('linux', process.arch).sort();
  const engine = await packed.runEngine();
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const checks: [boolean, string][] = [
    ...wanted.map((file): [boolean, string] => [packed.files.includes(file), `the archive lacks ${file}`]),
    [strangers.length === 0, `the archive has what is not for it: ${strangers.slice(0, 5).join(', ')}`],
    [
      packed.unpacked.join() === natives.join(),
      `beside the archive lie ${packed.unpacked.join(', ')}, not ${natives.join(', ')}`,
    ],
    // runAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only the archive, snapshot, file: privileges
    [packed.fuses === '00001100', `the fuses are ${packed.fuses}`],
    [existsSync(join(packed.resources, 'bootfiles.lock.json')), 'the list of boot files is missing'],
    [engine.status === 200, `the packed engine answers ${engine.status}`],
    [engine.version === version, `the packed engine says it is ${engine.version}, not ${version}`],
    [engine.ended === 0, `the packed engine ended with ${engine.ended}`],
    [!window || engine.page.includes('id="root"'), 'the packed engine does not show the window'],
    [!window || engine.policy?.startsWith("default-src 'none'") === true, `its policy is ${engine.policy}`],
  ];
  return checks.filter(([good]) => !good).map(([, sentence]) => sentence);
}

/** Whether the window has been built (`npm run build`). */
export const windowIsBuilt = (): boolean => existsSync(join(ROOT, 'dist/renderer/index.html'));

if (import.meta.main) {
  if (!windowIsBuilt())
    await run(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'renderer'], {
      cwd: ROOT,
    });
  const packed = await pack();
  try {
    const found = await faults(packed, true);
    console.log(
      found.length === 0 ? `packed: ${packed.files.length} entries, all as it should be` : found.join('\n'),
    );
    process.exitCode = found.length === 0 ? 0 : 1;
  } finally {
    packed.remove();
  }
}
