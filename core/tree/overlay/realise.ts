/** Makes the files that a family declares beside a medium's own: data -> bytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OverlayFile } from '../../images/family.ts';
import { readWhole } from '../../media/read-whole.ts';
import type { ServedFile } from '../boot-tree.ts';
import type { OpenImage } from '../image-files.ts';
import { diskFile, type OpenFile } from '../loader-files.ts';
import { bytesFile, textFile } from '../rendered.ts';
import { type CpioMember, writeCpio } from './cpio.ts';
import { clearSign, detachSign, type SigningKey } from './sign.ts';

export interface RealiserParts {
  /** Absolute path of a boot file; null when it is not on this laptop. */
  readonly bootFile: (name: string) => string | null;
  readonly open: OpenFile;
  readonly signingKey: () => Promise<SigningKey>;
}

type CpioFile = Extract<OverlayFile, { kind: 'cpio' }>;
type SignedFile = Extract<OverlayFile, { of: string }>;

/** A larger index file than this is not signed; Debian's `Release` with everything in it has 0.2 MB. */
const LARGEST_SIGNED = 4 << 20;
/** Made files that are kept; each is small, and an image has three or four. */
const MOST_KEPT = 200;

/** A maker of overlay files; what is made once is kept while the medium stays the same. null: it cannot be made. */
export function createRealiser(parts: RealiserParts) {
  const kept = new Map<string, Promise<Uint8Array | null>>();
  const once = (key: string, make: () => Promise<Uint8Array | null>) => {
    if (kept.size > MOST_KEPT) kept.clear();
    const made = kept.get(key) ?? make();
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    return made;
  };
  return async (file: OverlayFile, image: OpenImage): Promise<ServedFile | null> => {
    const path = `/images/${image.id}/tree/${file.path}`;
    if (file.kind === 'boot-file') return bootFile(path, parts.bootFile(file.name), parts.open);
    if (file.kind === 'made')
      return image.made === undefined ? null : diskFile(path, join(image.made, file.path), parts.open);
    if (file.kind === 'text') return { ...textFile(path, file.content), modified: image.modified };
    const bytes = await once(`${image.stamp} ${path}`, () => makeBytes(file, image, parts));
    return bytes && { ...bytesFile(path, bytes), modified: image.modified };
  };
}

async function bootFile(path: string, found: string | null, open: OpenFile): Promise<ServedFile | null> {
  return found === null ? null : diskFile(path, found, open);
}

async function makeBytes(
  file: CpioFile | SignedFile,
  image: OpenImage,
  parts: RealiserParts,
): Promise<Uint8Array | null> {
  const key = await parts.signingKey();
  return file.kind === 'cpio' ? writeCpio(members(file, key)) : signed(file, image, key);
}

async function signed(file: SignedFile, image: OpenImage, key: SigningKey): Promise<Uint8Array | null> {
  const bytes = await signedBytes(file.of, image);
  if (bytes === undefined) return null;
  const text =
    file.kind === 'clear-signed'
      ? await clearSign(new TextDecoder().decode(bytes), key)
      : await detachSign(bytes, key);
  return new TextEncoder().encode(text);
}

async function signedBytes(of: string, image: OpenImage): Promise<Uint8Array | undefined> {
  const isMade = image.overlay.get(of)?.kind === 'made';
  if (isMade && image.made !== undefined) return await readFile(join(image.made, of));
  return await readWhole(image.tree, of, LARGEST_SIGNED);
}

function members(file: CpioFile, key: SigningKey): CpioMember[] {
  return file.members.map(({ name, mode, content }) => ({ name, mode, content: contentOf(content, key) }));
}

function contentOf(content: CpioFile['members'][number]['content'], key: SigningKey): Uint8Array {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return content.signingKey === 'binary'
    ? key.publicKeyBinary
    : new TextEncoder().encode(key.publicKeyArmored);
}
