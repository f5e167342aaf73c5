/** Which images may be joined to another: data in, an error or nothing out. */
import { FieldbootError } from '../errors.ts';
import type { Image } from '../images/image.ts';
import { READS } from '../images/repositories.ts';

/** Throws JOIN_IMPOSSIBLE when the installer of `image` has nothing of `other`. */
export function assertJoinable(image: Image, other: Image): void {
  const detail = obstacle(image, other);
  if (detail !== undefined)
    throw new FieldbootError('JOIN_IMPOSSIBLE', { id: image.id, other: other.id, detail });
}

/** Those of some images that may be joined to one. */
export const joinableTo = (image: Image, others: readonly Image[]): string[] =>
  others.filter((other) => obstacle(image, other) === undefined).map(({ id }) => id);

function obstacle(image: Image, other: Image): string | undefined {
  if (other.id === image.id) return 'it is the same';
  const reads = READS[image.family];
  if (reads === undefined) return 'its installer is given no further media by Fieldboot';
  if (!other.repositories?.some(({ kind }) => reads.includes(kind)))
    return 'it has no list of packages that the installer reads (import it again if it is of an older Fieldboot)';
  const differ = other.arch !== image.arch && other.arch !== 'unknown' && image.arch !== 'unknown';
  return differ ? `it is for ${other.arch}` : undefined;
}
