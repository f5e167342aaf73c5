/**
 * `control.json` in the data folder: where the running engine listens, readable by its owner only.
 *
 * Beside the TCP port (which the window needs) the engine listens on a local socket: commands reach it from any
 * network namespace, and whoever may read the folder needs no token typed.
 */
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Control {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  /** Path of the local socket (a named pipe on Windows). */
  readonly socket: string;
}

/** Longest path of a local socket that Linux and macOS take (sun_path, less its NUL). */
const LONGEST_SOCKET_PATH = 103;

const fileOf = (data: string): string => join(data, 'control.json');

/**
 * The running engine of a data folder; null when none answers for it. What counts is whether somebody listens at the
 * socket: after a crash the process number may long be another program's.
 */
export async function readControl(data: string): Promise<Control | null> {
  try {
    const control = JSON.parse(await readFile(fileOf(data), 'utf8')) as Control;
    return (await isListening(control.socket)) ? control : null;
  } catch {
    return null;
  }
}

/** Says where this process listens; the returned function takes it back. */
export async function writeControl(data: string, control: Control): Promise<() => Promise<void>> {
  await writeFile(fileOf(data), JSON.stringify(control), { mode: 0o600 });
  return () => rm(fileOf(data), { force: true });
}

/** Where the local socket of a data folder lies. */
export function socketPath(data: string): string {
  const name = `fieldboot-${createHash('sha256').update(data).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(data, 'control.sock');
  return path.length <= LONGEST_SOCKET_PATH ? path : join(tmpdir(), `${name}.sock`);
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
