/**
 * What `npm test` runs, in order: packages, boot files, type check, lint, unit tests, the window's build, window tests
 * in Chromium, the lab's quick machines. One part failing does not stop the others. The last line is
 * `N passed, N failed, N skipped`; the exit status is non-zero when anything failed.
 *
 *   npm test                  everything
 *   npm test -- unit lab      only these parts (types, lint, unit, window, lab)
 */

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ensureBootFiles } from '../resources/fetch.ts';
import { fullDebianIso } from './lab/media.ts';
import {
  ANSWER_PACKAGES,
  CLIENT_PACKAGES,
  ensurePackages,
  LAB_PACKAGES,
  MEDIA_PACKAGES,
  WINDOW_PACKAGES,
} from './support/packages.ts';
import { readLab, readVitest, summary, type TestResult } from './support/results.ts';

const ROOT = resolve(import.meta.dirname, '..');
const REPORTS = join(ROOT, '.cache', 'test');
const say = (line: string) => console.log(line);

/** One part of the run: a name for the command line, a title, and what it does. */
interface Part {
  readonly name: string;
  readonly title: string;
  run(): Promise<TestResult[]>;
}

const PARTS: readonly Part[] = [
  { name: 'types', title: 'Type check', run: () => asOne('type check', 'typescript', 'tsc', []) },
  { name: 'lint', title: 'Lint', run: () => asOne('lint', '@biomejs/biome', 'biome', ['check', '.']) },
  { name: 'unit', title: 'Unit tests', run: unitTests },
  { name: 'window', title: 'Window tests in Chromium', run: windowTests },
  { name: 'lab', title: 'Lab: machines in a rack', run: lab },
];

interface Finished {
  readonly code: number;
  readonly output: string;
}

/** Runs a script under this same Node to its end, or for so many minutes. `heard` is given each piece of output. */
function node(
  args: readonly string[],
  minutes: number,
  heard: (text: string) => void = () => {},
): Promise<Finished> {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timer = setTimeout(() => child.kill('SIGTERM'), minutes * 60_000);
    let output = '';
    const hear = (text: string) => {
      output += text;
      heard(text);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal) output += `\nended by ${signal} (it may have ${minutes} minutes)`;
      done({ code: code ?? 1, output });
    });
  });
}

/** Tests that look at a real medium find the one that the lab has made, if it has. */
function environment(): NodeJS.ProcessEnv {
  const iso = fullDebianIso();
  return { ...process.env, NO_COLOR: '1', ...(iso ? { FIELDBOOT_DEBIAN_ISO: iso } : {}) };
}

/** The script behind a package's command. */
function scriptOf(packageName: string, command: string): string {
  const manifest = join(ROOT, 'node_modules', packageName, 'package.json');
  const { bin } = createRequire(import.meta.url)(manifest) as { bin: string | Record<string, string> };
  const script = typeof bin === 'string' ? bin : bin[command];
  if (!script) throw new Error(`${packageName} has no command ${command}`);
  return join(dirname(manifest), script);
}

/** A whole program as one result. */
async function asOne(
  name: string,
  packageName: string,
  command: string,
  args: string[],
): Promise<TestResult[]> {
  const { code, output } = await node([scriptOf(packageName, command), ...args], 5);
  return [{ name, outcome: code === 0 ? 'passed' : 'failed', detail: code === 0 ? '' : output.trim() }];
}

/**
 * Areas whose tests leave nothing behind in their process: they share one for each core, which saves a start and the
 * loading of all modules for each file. Measured with 68 files of the first three: 12 s of processor instead of 34.
 */
const TOGETHER = [
  ...['images', 'wire', 'netboot', 'media', 'tree', 'scripts', 'progress', 'store', 'api', 'jobs'],
  ...['resources', 'renderer', 'structure'],
];

/** The others have a process for each file. They start programs and wait for them, so that more of them than cores fit. */
async function unitTests(): Promise<TestResult[]> {
  const inTest = (area: string) => `test/${area}/`;
  const apart = readdirSync(join(ROOT, 'test'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !TOGETHER.includes(entry.name))
    .map(({ name }) => name);
  return [
    ...(await vitest('unit', 10, ['--no-isolate', ...TOGETHER.map(inTest)], 'unit-together')),
    ...(await vitest('unit', 15, ['--maxWorkers=4', ...apart.map(inTest)])),
  ];
}

async function vitest(
  project: string,
  minutes: number,
  more: readonly string[] = [],
  name = project,
): Promise<TestResult[]> {
  const report = join(REPORTS, `${name}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=json', `--outputFile=${report}`, '--reporter=dot'];
  const args = ['run', '--project', project, '--passWithNoTests', ...reporters, ...more];
  const { code, output } = await node([scriptOf('vitest', 'vitest'), ...args], minutes);
  if (!existsSync(report)) return [{ name: `vitest ${project}`, outcome: 'failed', detail: output.trim() }];
  const results = readVitest(readFileSync(report, 'utf8'));
  const unexplained = code !== 0 && !results.some((result) => result.outcome === 'failed');
  return unexplained
    ? [...results, { name: `vitest ${project}`, outcome: 'failed', detail: output.trim() }]
    : results;
}

/** Builds the window and drives it in a real browser. */
async function windowTests(): Promise<TestResult[]> {
  if (!existsSync(join(ROOT, 'renderer/index.html'))) return [];
  const built = await asOne('build of the window', 'vite', 'vite', ['build', 'renderer']);
  const tests = existsSync(join(ROOT, 'test/ui')) ? readdirSync(join(ROOT, 'test/ui')) : [];
  if (built.some((result) => result.outcome === 'failed') || !tests.some((name) => name.endsWith('.test.ts')))
    return built;
  const { missing, reason } = ensurePackages(WINDOW_PACKAGES, say);
  if (missing.length > 0) return [...built, { name: 'window tests', outcome: 'skipped', detail: reason }];
  return [...built, ...(await vitest('ui', 10))];
}

/** Says what the machines do while they do it; it takes minutes. */
async function lab(): Promise<TestResult[]> {
  const { code, output } = await node(['test/lab/quick.ts'], 9, (text) => {
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{"lab":'));
    for (const line of lines) say(`  ${line}`);
  });
  const results = readLab(output);
  const unexplained = code !== 0 && !results.some((result) => result.outcome === 'failed');
  return unexplained
    ? [...results, { name: 'lab', outcome: 'failed', detail: output.trim().slice(-4000) }]
    : results;
}

/** What the parts need from outside; nothing here can fail the run. */
async function prepare(): Promise<void> {
  const wanted = [
    ...new Set([
      ...CLIENT_PACKAGES,
      ...MEDIA_PACKAGES,
      ...ANSWER_PACKAGES,
      ...WINDOW_PACKAGES,
      ...LAB_PACKAGES,
    ]),
  ];
  const { missing, reason } = ensurePackages(wanted, say);
  if (missing.length > 0) say(`packages ${reason}`);
  const bootFiles = await ensureBootFiles({ optional: 'no', say });
  for (const problem of bootFiles.problems) say(`boot files: ${problem}`);
}

function printPart(title: string, results: readonly TestResult[], seconds: number): void {
  say(`\n${title}: ${results.length === 0 ? 'nothing to run' : summary(results)} (${seconds} s)`);
  for (const { name, outcome, detail } of results)
    if (outcome === 'failed') say(`  FAILED ${name}\n${detail.replace(/^/gm, '    ')}`);
}

async function main(): Promise<number> {
  const named = process.argv.slice(2);
  const unknown = named.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0)
    throw new Error(`no part ${unknown.join(', ')}; there are ${PARTS.map((p) => p.name)}`);
  mkdirSync(REPORTS, { recursive: true });
  await prepare();
  const all: TestResult[] = [];
  for (const part of PARTS.filter(({ name }) => named.length === 0 || named.includes(name))) {
    const begun = Date.now();
    const results = await part.run();
    printPart(part.title, results, Math.round((Date.now() - begun) / 1000));
    all.push(...results);
  }
  say('');
  for (const { name, outcome, detail } of all)
    if (outcome === 'skipped') say(`skipped: ${name}${detail ? ` (${detail})` : ''}`);
  say(summary(all));
  return all.some((result) => result.outcome === 'failed') ? 1 : 0;
}

process.exitCode = await main();
