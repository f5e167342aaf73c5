/** What every lab run stands on: root, packages, boot files, a folder of its own. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBootFiles } from '../../resources/fetch.ts';
import { ensurePackages, LAB_PACKAGES } from '../support/packages.ts';
import { atEnd } from './system.ts';

/** The reason why the lab cannot run here; null when it can. */
export async function whyNot(say: (line: string) => void): Promise<string | null> {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'network namespaces need root (sudo)';
  const packages = ensurePackages(LAB_PACKAGES, say);
  if (packages.missing.length > 0) return packages.reason;
  const bootFiles = await ensureBootFiles({ optional: 'no', say });
  return bootFiles.missing.length > 0 ? `boot files are missing: ${bootFiles.problems.join('; ')}` : null;
}

/** A folder for this run, removed at its end unless FIELDBOOT_LAB_KEEP is set. */
export function runFolder(name: string): string {
  const base = join(tmpdir(), 'fieldboot-lab');
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(base, `${name}-`));
  if (process.env.FIELDBOOT_LAB_KEEP) console.log(`keeping ${folder}`);
  else atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
