/** What the program was started with: `fieldboot --data FOLDER debian.iso`, or an ISO dropped on its icon. Pure. */
import { resolve } from 'node:path';

/** Absolute paths of the arguments that end in `.iso`; switches, Electron's own among them, are left out. */
export function isoArguments(argv: readonly string[], folder: string): string[] {
  const isos = argv.filter((word) => !word.startsWith('-') && /\.iso$/i.test(word));
  return isos.map((word) => resolve(folder, word));
}

/** The data folder named by `--data FOLDER` or `--data=FOLDER`, absolute; null: the usual one. */
export function dataArgument(argv: readonly string[], folder: string): string | null {
  const at = argv.findIndex((word) => word === '--data' || word.startsWith('--data='));
  const named = argv[at]?.startsWith('--data=') ? argv[at].slice('--data='.length) : argv[at + 1];
  return at < 0 || named === undefined || named === '' ? null : resolve(folder, named);
}
