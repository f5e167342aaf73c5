/**
 * Bundles what Electron runs: dist/electron (main as an ES module, preload as CommonJS) and dist/engine.
 *
 * Electron runs no TypeScript, neither here nor packed, so both run the same bundles. Libraries are bundled too, which
 * leaves two native ones to pack.
 *
 *   node electron/build.ts [FOLDER]     default: dist
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const ROOT = resolve(import.meta.dirname, '..');

/** They find their binaries beside their own files. */
const NATIVE = ['better-sqlite3', 'koffi'];

interface Bundle {
  readonly entry: string;
  /** Relative to the dist folder. */
  readonly file: string;
  readonly format: 'es' | 'cjs';
  /** Left to be found at run time. */
  readonly external: readonly string[];
}

const BUNDLES: readonly Bundle[] = [
  { entry: 'electron/main.ts', file: 'electron/main.js', format: 'es', external: ['electron'] },
  { entry: 'electron/preload.ts', file: 'electron/preload.cjs', format: 'cjs', external: ['electron'] },
  { entry: 'electron/engine.ts', file: 'engine/engine.js', format: 'es', external: ['electron', ...NATIVE] },
  // A thread of the engine is a file of its own, beside the engine's.
  { entry: 'core/host/tftp-worker.ts', file: 'engine/tftp-worker.js', format: 'es', external: [...NATIVE] },
];

/** Builds all bundles into `dist`. Rejects with the bundler's errors. */
export async function buildElectron(dist: string = join(ROOT, 'dist')): Promise<void> {
  for (const bundle of BUNDLES) await buildOne(bundle, dist);
}

async function buildOne({ entry, file, format, external }: Bundle, dist: string): Promise<void> {
  const [folder = '', name = ''] = file.split('/');
  await build({
    configFile: false,
    root: ROOT,
    publicDir: false,
    logLevel: 'warn',
    plugins: [fixedVersion()],
    ssr: { noExternal: true, external: [...external], target: 'node' },
    build: {
      ssr: join(ROOT, entry),
      outDir: join(dist, folder),
      emptyOutDir: false,
      target: 'node24',
      rolldownOptions: {
        external: [...external],
        output: { format, entryFileNames: name, codeSplitting: false },
      },
    },
  });
}

/** core/version.ts reads package.json beside the sources; a bundle lies elsewhere and gets the value. */
function fixedVersion(): Plugin {
  const file = join(ROOT, 'core/version.ts');
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return {
    name: 'fieldboot-version',
    enforce: 'pre',
    load: (id) => (id === file ? `export const VERSION = ${JSON.stringify(version)};` : null),
  };
}

if (import.meta.main) await buildElectron(process.argv[2] ? resolve(process.argv[2]) : undefined);
