/** What can go wrong, as the window shows it: the engine's problems, and the engine not answering at all. */
import { ApiError } from '../../core/api/client.ts';
import { type ProblemView, problemSchema } from '../../core/api/contract.ts';

export type Problem = ProblemView;

/** No engine answered; what it was is in `cause`. */
export class EngineGone extends Error {
  override readonly name = 'EngineGone';
}

/** `gone`: the engine did not answer; `other`: a defect of the window itself. */
export type Trouble =
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'gone' }
  | { readonly kind: 'other'; readonly detail: string };

export function troubleOf(thrown: unknown): Trouble {
  if (thrown instanceof ApiError) return { kind: 'problem', problem: thrown.problem };
  if (thrown instanceof EngineGone) return { kind: 'gone' };
  return { kind: 'other', detail: thrown instanceof Error ? thrown.message : String(thrown) };
}

/** The problem in an answer's text; null when there is none. */
export function parseProblem(text: string): Problem | null {
  try {
    return problemSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
