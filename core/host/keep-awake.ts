/**
 * Keeps the laptop from falling asleep while machines are served from it, where there is no Electron to do so. A program of
 * the system does it as long as it runs; closing the lid stays the technician's decision.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * The program and its words; null where none is known (Windows: Electron does it there). It ends when this process does,
 * killed or not: `cat` reads the end of its input, caffeinate watches the process.
 */
export function keeperFor(platform: NodeJS.Platform, pid: number): readonly string[] | null {
  if (platform === 'darwin') return ['caffeinate', '-i', '-w', String(pid)];
  if (platform !== 'linux') return null;
  const why = '--why=Machines are installed from this laptop';
  return ['systemd-inhibit', '--what=sleep:idle', '--who=Fieldboot', why, '--mode=block', 'cat'];
}

export class KeepAwake {
  readonly #words: readonly string[] | null;
  #child: ChildProcess | null = null;

  constructor(words: readonly string[] | null = keeperFor(process.platform, process.pid)) {
    this.#words = words;
  }

  /** Begins or ends. Never throws: a system without such a program falls asleep as it always did. */
  set(awake: boolean): void {
    if (awake === (this.#child !== null)) return;
    if (awake) this.#begin();
    else this.#end();
  }

  #begin(): void {
    const [program, ...words] = this.#words ?? [];
    if (program === undefined) return;
    const child = spawn(program, words, { stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    child.unref();
    this.#child = child;
  }

  #end(): void {
    this.#child?.stdin?.end();
    this.#child?.kill();
    this.#child = null;
  }
}
