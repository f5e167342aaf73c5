/** Logs that installers bring when they fail: files in the data folder, a few for each machine. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Older ones of a machine make room. */
const KEPT = 5;

export class InstallerLogs {
  readonly #folder: string;
  readonly #clock: () => number;

  /** `clock` gives milliseconds since 1970. */
  constructor(folder: string, clock: () => number) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** Keeps a log of a machine (a MAC with colons); returns its absolute path. Throws what the file system does. */
  keep(mac: string, content: Uint8Array): string {
    const folder = join(this.#folder, mac.replaceAll(':', '-'));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stamp = new Date(this.#clock()).toISOString().replace(/[:.]/g, '-');
    const file = join(folder, `${stamp}.${isGzip(content) ? 'tar.gz' : 'txt'}`);
    // It may hold what the technician would not show to everybody on this laptop.
    writeFileSync(file, content, { mode: 0o600 });
    const names = readdirSync(folder).sort();
    for (const name of names.slice(0, -KEPT)) rmSync(join(folder, name), { force: true });
    return file;
  }
}

const isGzip = (content: Uint8Array): boolean => content[0] === 0x1f && content[1] === 0x8b;
