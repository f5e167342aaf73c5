/** The families of systems that Fieldboot installs, and which one a medium belongs to. */
import { FieldbootError } from '../../errors.ts';
import type { MediumTree } from '../../media/tree.ts';
import type { Family } from '../family.ts';
import type { Detection } from '../image.ts';
import { debian } from './debian/debian.ts';
import { redhat } from './redhat/redhat.ts';
import { whatElse } from './what-else.ts';

/**
 * In the order they are asked; the first that knows the medium has it. Marker files overlap (XenServer and CoreOS
 * carry `.treeinfo` too), so a family with the more telling marker stands first, and each refuses what it knows to be
 * another's.
 */
export const FAMILIES: readonly Family[] = [debian, redhat];

/** Finds out what a medium is. Rejects with MEDIUM_UNKNOWN, which says what it looks like; `path` is for the message. */
export async function detectFamily(tree: MediumTree, path: string): Promise<Detection> {
  for (const family of FAMILIES) {
    const detection = await family.detect(tree);
    if (detection !== null) return detection;
  }
  throw new FieldbootError('MEDIUM_UNKNOWN', { path, seen: whatElse(tree) });
}

/** A family by its identifier. Throws NOT_FOUND (an image from a newer Fieldboot). */
export function familyOf(id: string): Family {
  const family = FAMILIES.find((one) => one.id === id);
  if (family === undefined) throw new FieldbootError('NOT_FOUND', { what: 'family', id });
  return family;
}

/** Rough share of an installation that is done, 0 to 0.95; only the installer's own report makes it 1. */
export function estimateProgress(
  family: Family,
  served: { readonly files: number; readonly bytes: number },
): number | null {
  return served.files === 0 ? null : family.progress(served);
}
