/** What a look over an answer file found: where, how bad, and what to do. */
import { type ErrorCode, type ErrorParams, type Problem, problem } from '../../errors.ts';

export interface Finding {
  /** Line of the rendered file, from 1; null: of the whole. */
  readonly line: number | null;
  /** `error`: the installer will stop or do the wrong thing; `warning`: probably; `note`: good to know. */
  readonly level: 'error' | 'warning' | 'note';
  readonly problem: Problem;
}

export const finding = (
  level: Finding['level'],
  line: number | null,
  code: ErrorCode,
  params: ErrorParams = {},
): Finding => ({ line, level, problem: problem(code, params) });

const ORDER: readonly Finding['level'][] = ['error', 'warning', 'note'];

/** By line, what is of the whole first; on one line the worst first. */
export const sorted = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || ORDER.indexOf(a.level) - ORDER.indexOf(b.level),
  );
