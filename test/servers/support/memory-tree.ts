import type {
  BootTree,
  Requester,
  ServedDirectory,
  ServedFile,
  ServedNode,
} from '../../../core/tree/boot-tree.ts';

/** What a transfer told the tree at its end. */
export interface Served {
  readonly path: string;
  readonly bytes: number;
  readonly complete: boolean;
}

export interface MemoryTree extends BootTree {
  readonly served: Served[];
  readonly asked: (Requester & { readonly path: string })[];
}

/** How one file of the tree misbehaves or what it carries. */
export interface FileTraits {
  readonly etag?: string;
  readonly contentType?: string;
  /** Thrown by `open`. */
  readonly openFails?: Error;
  /** Thrown by `read` from this offset on. */
  readonly readFails?: { readonly from: number; readonly error: Error };
}

export const MODIFIED = Date.UTC(2026, 10, 20, 8, 30, 0);

/** A boot tree of bytes in memory; directories are what the paths imply. */
export function memoryTree(
  files: Record<string, Uint8Array | string>,
  traits: Record<string, FileTraits> = {},
): MemoryTree {
  const contents = new Map(
    Object.entries(files).map(([path, data]) => [path, typeof data === 'string' ? Buffer.from(data) : data]),
  );
  const served: Served[] = [];
  const asked: (Requester & { path: string })[] = [];
  return {
    served,
    asked,
    async open(path, from): Promise<ServedNode> {
      asked.push({ path, ...from });
      const trait = traits[path] ?? {};
      if (trait.openFails !== undefined) throw trait.openFails;
      const data = contents.get(path);
      if (data !== undefined) return file(path, data, trait, served);
      return directory(path, contents) ?? { kind: 'absent', reason: 'no such name' };
    },
  };
}

function file(path: string, data: Uint8Array, trait: FileTraits, served: Served[]): ServedFile {
  return {
    kind: 'file',
    path,
    size: data.length,
    modified: MODIFIED,
    ...(trait.etag === undefined ? {} : { etag: trait.etag }),
    ...(trait.contentType === undefined ? {} : { contentType: trait.contentType }),
    async read(offset, into) {
      if (trait.readFails !== undefined && offset + into.length > trait.readFails.from)
        throw trait.readFails.error;
      const part = data.subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
    served: (bytes, complete) => served.push({ path, bytes, complete }),
  };
}

function directory(path: string, contents: ReadonlyMap<string, Uint8Array>): ServedDirectory | undefined {
  const prefix = path === '/' ? '/' : `${path}/`;
  const entries = new Map<string, ServedDirectory['entries'][number]>();
  for (const [name, data] of contents) {
    if (!name.startsWith(prefix)) continue;
    const [first = '', ...deeper] = name.slice(prefix.length).split('/');
    const size = deeper.length > 0 ? 0 : data.length;
    entries.set(first, { name: first, directory: deeper.length > 0, size, modified: MODIFIED });
  }
  return entries.size === 0 ? undefined : { kind: 'directory', path, entries: [...entries.values()] };
}
