import { safeName } from '../names.ts';
import { decodeText } from '../read-whole.ts';
import { ucs2 } from './volume.ts';

/** A plain ISO9660 name without its version (`;1`) and the dot of an empty extension (ECMA-119 7.5). */
export function plainName(identifier: Uint8Array): string {
  return safeName(decodeText(identifier).replace(/;\d*$/, '').replace(/\.$/, ''));
}

/** A Joliet name: two-byte characters, and a version on most writers' media. */
export function jolietName(identifier: Uint8Array): string {
  return safeName(ucs2(identifier).replace(/;\d*$/, ''));
}

/** A Rock Ridge name, or undefined when it cannot be a name on any POSIX system. */
export function rockRidgeName(bytes: Uint8Array): string | undefined {
  const name = decodeText(bytes);
  return name === safeName(name) ? name : undefined;
}
