/**
 * The certificate authority of this site: made once in the data folder, never leaves this laptop. It signs one thing,
 * the certificate of the HTTPS door. Machines are given the authority's certificate by whoever prepares them, or fetch
 * it by HTTP where the cable can be trusted.
 *
 * RSA with 2048 bits and SHA-256: iPXE before 2025 and old installers know nothing else.
 */
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FieldbootError } from '../errors.ts';
import type { Authority, CertifiedKey } from './site-certificates.ts';

export interface SiteCa extends Authority {
  /** Path of the certificate, PEM. */
  readonly path: string;
  /** Key and certificate for a server at an IPv4 address; the chain holds the authority too. */
  issue(address: string): Promise<CertifiedKey>;
}

/** An authority that is made at the first need. */
export interface SiteCaKeeper {
  /** Rejects with SITE_CA_UNUSABLE. */
  get(): Promise<SiteCa>;
  /** The authority when it has been made; null before. Rejects with SITE_CA_UNUSABLE. */
  made(): Promise<SiteCa | null>;
}

const KEY_FILE = 'ca.key';
const CERTIFICATE_FILE = 'ca.crt';

/** Loaded at the first need: few sites use it, and it takes as long as everything else of the start. */
const certificates = () => import('./site-certificates.ts');

/** The authority of a folder, which is made with it; reading and making happen once, however many ask. */
export function siteCaIn(folder: string, clock: () => number = Date.now): SiteCaKeeper {
  let known: Promise<SiteCa> | undefined;
  const made = async (): Promise<SiteCa | null> => known ?? readCa(folder, clock);
  const get = (): Promise<SiteCa> => {
    known ??= made().then((found) => found ?? makeCa(folder, clock));
    known.catch(() => {
      known = undefined;
    });
    return known;
  };
  return { made, get };
}

/** null when nothing was made yet: the certificate is written last. */
async function readCa(folder: string, clock: () => number): Promise<SiteCa | null> {
  const path = join(folder, CERTIFICATE_FILE);
  if (await isAbsent(path)) return null;
  try {
    const [key, cert] = await Promise.all([readFile(join(folder, KEY_FILE), 'utf8'), readFile(path, 'utf8')]);
    return await siteCa(path, { key, cert }, clock);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

/** The key first, then the certificate, each whole or not at all. */
async function makeCa(folder: string, clock: () => number): Promise<SiteCa> {
  const made = await (await certificates()).createAuthority(clock());
  const path = join(folder, CERTIFICATE_FILE);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeWhole(join(folder, KEY_FILE), made.key, 0o600);
    await writeWhole(path, made.cert, 0o644);
  } catch (cause) {
    throw unusable(folder, cause);
  }
  return siteCa(path, made, clock);
}

async function siteCa(path: string, kept: CertifiedKey, clock: () => number): Promise<SiteCa> {
  const { readAuthority, issueFor } = await certificates();
  return { path, ...readAuthority(kept), issue: (address) => issueFor(address, kept, clock()) };
}

const isAbsent = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    (cause: NodeJS.ErrnoException) => cause.code === 'ENOENT',
  );

/** Under another name first, so that a full disk or a power cut leaves no half of a file. */
async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, text, { mode, flush: true });
  await rename(draft, path);
}

function unusable(path: string, cause: unknown): FieldbootError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new FieldbootError('SITE_CA_UNUSABLE', { path, detail }, { cause });
}
