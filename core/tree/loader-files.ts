/** `/loaders/…`: the network boot programs, straight from the boot-file folder. */
import { stat } from 'node:fs/promises';
import { openExtents, type PlainExtents } from '../media/plain.ts';
import type { BlockSource } from '../media/source.ts';
import type { BootTree, ServedFile } from './boot-tree.ts';
import { absent } from './mounts.ts';

/** Opens a file of this laptop for reading. */
export type OpenFile = (path: string) => Promise<BlockSource>;

/** A file of this laptop as a served file; it is opened at the first read and closed when served. */
export async function diskFile(served: string, path: string, open: OpenFile): Promise<ServedFile> {
  const { size, mtimeMs } = await stat(path);
  const modified = Math.floor(mtimeMs);
  let source: Promise<BlockSource> | undefined;
  let opened: BlockSource | undefined;
  return {
    kind: 'file',
    path: served,
    size,
    modified,
    etag: `${size.toString(16)}-${modified.toString(16)}`,
    read: async (offset, into) => {
      source ??= open(path);
      opened = await source;
      return opened.read(offset, into);
    },
    readNow: (offset, into) => opened?.readNow?.(offset, into) ?? 0,
    placeNow: (offset) => opened?.placeNow?.(offset) ?? null,
    plain: () => openWhole(path, size, open),
    served: () => void source?.then((one) => one.close()).catch(() => {}),
  };
}

/** Its source is closed with it: firmware that only asks for the size leaves without having been served. */
async function openWhole(path: string, size: number, open: OpenFile): Promise<PlainExtents | undefined> {
  const source = await open(path);
  const opened = await openExtents(source, [{ offset: 0, length: size }]).catch(async (thrown) => {
    await source.close();
    throw thrown;
  });
  if (opened === undefined) {
    await source.close();
    return undefined;
  }
  const close = async (): Promise<void> => {
    await opened.file.close();
    await source.close();
  };
  return { ...opened, file: { ...opened.file, close } };
}

/** A tree over the names of the boot-file folder below `folder` (`loaders`). */
export function loaderFiles(locate: (name: string) => string | null, open: OpenFile): BootTree {
  return {
    async open(path) {
      const name = `loaders${path}`;
      const file = locate(name) ?? locate(name.toLowerCase());
      return file === null ? absent(`no boot file ${name}`) : diskFile(`/${name}`, file, open);
    },
  };
}
