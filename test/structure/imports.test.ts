/** The import rule of core/README.md, held against the code. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Each layer may import from itself and from layers before it. Folders on one line may not import each other. */
const LAYERS = [
  ['core/lint-problems.ts', 'core/diagnosis-problems.ts', 'core/job-problems.ts'],
  ['core/errors.ts', 'core/version.ts', 'core/node-http.ts'],
  ['core/wire'],
  ['core/media'],
  ['core/netboot', 'core/images', 'core/progress'],
  ['core/scripts', 'core/jobs'],
  ['core/tree', 'core/store'],
  ['core/servers'],
  ['core/host'],
  ['core/service'],
  ['core/api'],
  ['core/engine.ts'],
  ['core/cli'],
  ['core/cli.js'],
];

/** Places that must run in a browser too: no `node:` module. */
const PURE = [
  'core/wire',
  'core/netboot',
  'core/images',
  'core/scripts',
  'core/jobs',
  'core/progress',
  'core/errors.ts',
  'core/lint-problems.ts',
  'core/diagnosis-problems.ts',
  'core/job-problems.ts',
];
const BROWSER = [...PURE, 'core/api/contract.ts', 'core/api/contract', 'core/api/client.ts'];

/** `import type` is erased: types may be shared across, as the contract's shapes are. */
const VALUE_IMPORT = /^(?:import(?! type)|export(?! type)[^;]*? from)\b[^;]*?['"]([^'"]+)['"]/gms;

function sourcesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(VALUE_IMPORT)].map((match) => match[1] ?? '');
}

const resolveFrom = (file: string, name: string) => relative(ROOT, join(ROOT, dirname(file), name));
const within = (file: string, place: string) => file === place || file.startsWith(`${place}/`);
const layerOf = (file: string) => LAYERS.findIndex((places) => places.some((place) => within(file, place)));
const placeOf = (file: string) => LAYERS.flat().find((place) => within(file, place));

it('every file of core lies in a layer', () => {
  expect(sourcesBelow('core').filter((file) => layerOf(file) < 0)).toEqual([]);
});

it('imports point to earlier layers only', () => {
  const wrong = sourcesBelow('core').flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => resolveFrom(file, name))
      .filter((target) => {
        const [from, to] = [layerOf(file), layerOf(target)];
        return to > from || (to === from && placeOf(file) !== placeOf(target));
      })
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

it('what must run in a browser imports no node module', () => {
  const wrong = sourcesBelow('core')
    .filter((file) => BROWSER.some((place) => within(file, place)))
    .filter((file) => importsOf(file).some((name) => name.startsWith('node:')));
  expect(wrong).toEqual([]);
});

it('the window talks only to the contract', () => {
  const wrong = sourcesBelow('renderer').flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith('.'))
      .map((name) => resolveFrom(file, name))
      .filter((target) => target.startsWith('core/') && !target.startsWith('core/api/c'))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});
