/** What the engine says on its standard output and error, read. Pure. */
import { z } from 'zod';
import { problemSchema } from '../core/api/contract.ts';
import { type Problem, problem } from '../core/errors.ts';

/** Where the engine's control API is, and the token of this start. */
export interface EngineAddress {
  /** Origin, `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly token: string;
}

/** A line longer than this is not one of ours; the rest of it is dropped. */
const LONGEST_LINE = 64 * 1024;

const readySchema = z.object({
  ready: z.literal(true),
  // The window is sent there with its token: nothing but loopback will do.
  control: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  token: z.string().min(16),
});

/** The address in the ready line; null for any other line. */
export function readReadyLine(line: string): EngineAddress | null {
  const found = readySchema.safeParse(parse(line));
  return found.success ? { url: found.data.control, token: found.data.token } : null;
}

/** Why the engine ended: the last problem it told as JSON, else its last words. */
export function readLastProblem(lines: readonly string[], exitCode: number): Problem {
  for (const line of lines.toReversed()) {
    const found = problemSchema.safeParse(parse(line));
    if (found.success) return found.data as Problem;
  }
  const lastWords = lines.toReversed().find((line) => line.trim() !== '');
  const detail = lastWords ?? 'it said nothing';
  return problem('INTERNAL', {
    detail: `the engine ended with code ${exitCode}: ${detail.trim().slice(0, 300)}`,
  });
}

/** Cuts a stream of text into lines and gives each whole one to `hear`. */
export function createLineCutter(hear: (line: string) => void): (text: string) => void {
  let begun = '';
  return (text) => {
    const lines = (begun + text).split(/\r?\n/);
    begun = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) hear(line);
  };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
