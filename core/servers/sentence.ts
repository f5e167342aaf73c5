import { FieldbootError } from '../errors.ts';

/**
 * What a client may be told of a failure. Our own sentences go to its screen; the words of the system's errors
 * (those have a `code`) may hold paths of the laptop.
 */
export function sentenceFor(thrown: unknown): string {
  if (thrown instanceof FieldbootError) return thrown.message;
  return thrown instanceof Error && !('code' in thrown) ? thrown.message : 'The file cannot be read';
}
