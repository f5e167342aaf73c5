/**
 * The laptop's own OpenPGP key, and what it signs.
 *
 * The `Release` file on a Debian CD is not signed (a CD is trusted because it is in the drive), and over the network
 * the installer and apt refuse what is not. So the laptop signs it, and its public key goes to the installer inside
 * the initial RAM disk: everything that is installed is then checked against this laptop.
 */
import type { PrivateKey } from 'openpgp';

/** Loaded at the first need: it takes a tenth of the start, and most images are not signed here. */
const openpgp = () => import('openpgp');

/** The key as it is stored. `privateKey` is a secret: it belongs into a file that only its owner reads. */
export interface SigningKey {
  /** Armoured, without a passphrase. */
  readonly privateKey: string;
  /** Armoured: an apt keyring named `*.asc`. */
  readonly publicKeyArmored: string;
  /** Binary: an apt keyring named `*.gpg`, and what gpgv reads. */
  readonly publicKeyBinary: Uint8Array;
}

/**
 * Key and signatures carry this date, not today's. A machine fresh from the store may have a dead clock battery and
 * think it is 2000: a key "from the future" is refused by gpgv and sqv alike, and nothing here depends on the date.
 */
const DATE = new Date(Date.UTC(2000, 0, 1));

/**
 * Makes a key. RSA 3072 (about a second): read by every gpgv that an installer carries (Debian 10's is 2.2.12) and
 * accepted by Debian 13's sqv, whose policy refuses small and old algorithms.
 */
export async function createSigningKey(): Promise<SigningKey> {
  const { generateKey } = await openpgp();
  const { privateKey, publicKey } = await generateKey({
    type: 'rsa',
    rsaBits: 3072,
    userIDs: [{ name: 'Fieldboot on this laptop', comment: 'signs the installation media it serves' }],
    subkeys: [],
    date: DATE,
    format: 'object',
  });
  return {
    privateKey: privateKey.armor(),
    publicKeyArmored: publicKey.armor(),
    publicKeyBinary: publicKey.write(),
  };
}

/** A key from its stored private half. Rejects when the text is not a usable private key. */
export async function loadSigningKey(privateKeyArmored: string): Promise<SigningKey> {
  const publicKey = (await readKey(privateKeyArmored)).toPublic();
  return {
    privateKey: privateKeyArmored,
    publicKeyArmored: publicKey.armor(),
    publicKeyBinary: publicKey.write(),
  };
}

/** `Release` -> `InRelease`: the text inside a signature (RFC 9580 section 7). */
export async function clearSign(text: string, key: SigningKey): Promise<string> {
  const { createCleartextMessage, sign } = await openpgp();
  const message = await createCleartextMessage({ text });
  return unixLines(await sign({ message, signingKeys: await readKey(key.privateKey), date: DATE }));
}

/** `Release` -> `Release.gpg`: an armoured signature beside the bytes. */
export async function detachSign(bytes: Uint8Array, key: SigningKey): Promise<string> {
  const { createMessage, sign } = await openpgp();
  const message = await createMessage({ binary: bytes });
  return unixLines(
    await sign({ message, signingKeys: await readKey(key.privateKey), date: DATE, detached: true }),
  );
}

/** The library writes CR LF. The signature is over such lines whatever is written; readers of Release want LF. */
const unixLines = (text: string): string => text.replaceAll('\r\n', '\n');

async function readKey(armoredKey: string): Promise<PrivateKey> {
  return (await openpgp()).readPrivateKey({ armoredKey });
}
