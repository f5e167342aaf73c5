/** What a killed engine left in the library: uploads and copies that were under way. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image } from '../images/image.ts';
import { partialOf } from './copying.ts';

/** Uploads have a name that nobody else knows, so none can be gone on with. */
const UPLOAD = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;
const PARTIAL = /^\..*\.part$/;

/**
 * Removes partial files of the library, but for copies of images that are still there: those go on where they were broken
 * off. An empty `.iso` is a place that was taken for an upload which never came. For when nobody else uses the folder.
 * Resolves to the names that went.
 */
export async function sweepLibrary(folder: string, images: readonly Image[]): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const copies = new Set(images.map((image) => partialOf(image, folder)));
  const gone: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const isPartial = UPLOAD.test(name) || (PARTIAL.test(name) && !copies.has(path));
    if (!isPartial && !(name.endsWith('.iso') && (await isEmpty(path)))) continue;
    await rm(path, { force: true });
    gone.push(name);
  }
  return gone;
}

const isEmpty = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile() && found.size === 0,
    () => false,
  );
