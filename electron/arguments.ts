/** Media named on the command line: `fieldboot debian.iso`, or an ISO dropped on the program's icon. Pure. */
import { resolve } from 'node:path';

/** Absolute paths of the arguments that end in `.iso`; switches, Electron's own among them, are left out. */
export function isoArguments(argv: readonly string[], folder: string): string[] {
  const isos = argv.filter((word) => !word.startsWith('-') && /\.iso$/i.test(word));
  return isos.map((word) => resolve(folder, word));
}
