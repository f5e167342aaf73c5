/** Hashes a password as /etc/shadow holds it, with a fresh random salt. */
import { createHash, randomBytes } from 'node:crypto';
import { saltFrom, sha512Crypt } from '../images/password.ts';

/** `$6$…` of a password; about 20 ms. */
export function cryptPassword(password: string): string {
  const sha512 = (bytes: Uint8Array): Uint8Array => createHash('sha512').update(bytes).digest();
  return sha512Crypt(password, saltFrom(randomBytes(16)), sha512);
}
