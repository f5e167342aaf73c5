import { execFile, spawnSync } from 'node:child_process';

/** Whether a program is installed here; tests with foreign clients are skipped without it. */
export function installed(program: string): boolean {
  return spawnSync('which', [program]).status === 0;
}

export interface Ran {
  readonly status: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program to its end; input goes to its stdin. */
export function run(program: string, args: readonly string[], input = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const options = { encoding: 'buffer' as const, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      resolve({ status: typeof code === 'number' ? code : -1, stdout, stderr: stderr.toString() });
    });
    child.stdin?.end(input);
  });
}
