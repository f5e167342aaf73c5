/** Which files tell what a medium is: data beside each family's code. */
import type { MediumTree } from '../media/tree.ts';

/** A file or folder that tells something, and where that is known from. */
export interface Mark {
  /** Path on the medium. */
  readonly path: string;
  /** A specification, a maker's document or tool, or the medium it was seen on. */
  readonly source: string;
}

export interface Signature {
  /** Every medium of the family has at least one of these. */
  readonly marks: readonly Mark[];
  /** What only other products have that carry some of the marks too; `is` continues "it is". */
  readonly foreign: readonly (Mark & { readonly is: string })[];
}

/** Why a medium is not of a family, in one sentence. */
export interface Refusal {
  readonly refused: string;
}

/** A family that was asked about a medium and is not the answer. */
export interface Consideration {
  /** Identifier of the family. */
  readonly family: string;
  readonly reason: string;
}

/** The marks that a medium has, without looking into any file; or why it cannot be of this family. */
export function matchSignature(
  { marks, foreign }: Signature,
  tree: MediumTree,
): { readonly marks: readonly string[] } | Refusal {
  const found = marks.map(({ path }) => path).filter((path) => tree.find(path) !== undefined);
  if (found.length === 0) return { refused: `None of its marks is there (${pathsOf(marks)}).` };
  const other = foreign.find(({ path }) => tree.find(path) !== undefined);
  if (other) return { refused: `${found[0]} is there, but so is ${other.path}: it is ${other.is}.` };
  return { marks: found };
}

/** Whether a medium was refused. */
export function isRefused<T extends object>(verdict: T | Refusal): verdict is Refusal {
  return 'refused' in verdict;
}

const pathsOf = (marks: readonly Mark[]): string => marks.map(({ path }) => path).join(', ');
