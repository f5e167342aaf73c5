/** The snippets that answer templates take in: Fieldboot's own, and the technician's over them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snippets } from '../images/answers.ts';

/** `NAME.liquid`; the name is what a template renders. */
const FILE = /^([a-z0-9][a-z0-9-]{0,59})\.liquid$/;

/** A snippet is a piece of an answer file; a larger file is something else. */
const LARGEST = 64 * 1024;

/** Reads the snippets of some folders, later ones over earlier; a folder that is not there has none. */
export function readSnippets(folders: readonly string[]): Snippets {
  return Object.assign({}, ...folders.map(snippetsIn));
}

function snippetsIn(folder: string): Snippets {
  const named = namesIn(folder).flatMap((file) => {
    const [, name] = FILE.exec(file) ?? [];
    return name === undefined ? [] : [[name, readFileSync(join(folder, file), 'utf8')] as const];
  });
  return Object.fromEntries(named.filter(([, text]) => text.length <= LARGEST));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
