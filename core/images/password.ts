/**
 * crypt(3) SHA-512 (`$6$`): what installers and /etc/shadow take instead of a password.
 *
 * The scheme is Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512" (2007); the step numbers are his. The hash
 * function comes from outside, so that this stays free of the runtime.
 */

/** SHA-512: bytes to 64 bytes. */
export type Sha512 = (bytes: Uint8Array) => Uint8Array;

const ROUNDS = 5000;
const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `$6$salt$hash` of a password. `salt` is up to 16 characters of `[./0-9A-Za-z]`. */
export function sha512Crypt(password: string, salt: string, sha512: Sha512): string {
  const key = new TextEncoder().encode(password);
  const saltBytes = new TextEncoder().encode(salt.slice(0, 16));
  // Steps 4-8: B = password, salt, password.
  const b = sha512(join(key, saltBytes, key));
  // Steps 1-3 and 9-12: the bits of the length choose between B and the password.
  const bits: Uint8Array[] = [];
  for (let length = key.length; length > 0; length >>= 1) bits.push(length & 1 ? b : key);
  let digest = sha512(join(key, saltBytes, repeat(b, key.length), ...bits));
  // Steps 13-20: P and S.
  const p = repeat(sha512(join(...Array.from({ length: key.length }, () => key))), key.length);
  const times = 16 + (digest[0] ?? 0);
  const s = repeat(sha512(join(...Array.from({ length: times }, () => saltBytes))), saltBytes.length);
  // Step 21.
  for (let round = 0; round < ROUNDS; round++) {
    const odd = round % 2 === 1;
    const parts = [odd ? p : digest];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    parts.push(odd ? digest : p);
    digest = sha512(join(...parts));
  }
  return `$6$${salt.slice(0, 16)}$${encode(digest)}`;
}

/** A salt from 16 random bytes. */
export function saltFrom(random: Uint8Array): string {
  return [...random.subarray(0, 16)].map((byte) => ALPHABET[byte & 63]).join('');
}

/** Whether a text is a password hash that /etc/shadow takes (`$5$`, `$6$`, `$y$`, …). */
export const isPasswordHash = (text: string): boolean => /^\$[0-9a-z]{1,8}\$[!-9;-~]{8,}$/.test(text);

/** Step 22: three bytes as four characters, in an order of its own; the last byte alone as two. */
function encode(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 21; i++) {
    const [a, b, c] = ROTATIONS.map((from) => digest[(from + i * 22) % 63] ?? 0);
    text += characters(((a ?? 0) << 16) | ((b ?? 0) << 8) | (c ?? 0), 4);
  }
  return text + characters(digest[63] ?? 0, 2);
}

const ROTATIONS = [0, 21, 42];

function characters(value: number, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += ALPHABET[(value >> (6 * i)) & 63];
  return text;
}

function repeat(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) out.set(bytes.subarray(0, length - at), at);
  return out;
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
