/** Running the system's own programs: arguments as a list (no shell), output as text. */

import { spawn } from 'node:child_process';

export interface Finished {
  /** Exit status; 127 when the program is not there, 128 when a signal ended it. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end; never rejects. Messages are asked for in English, since they are searched. */
export function run(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, LC_ALL: 'C', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', (error) => resolve({ code: 127, out, err: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 128, out, err }));
  });
}

/** Whether a program can be started at all. */
export async function hasProgram(program: string): Promise<boolean> {
  return (await run(program, ['--version'])).code !== 127;
}
