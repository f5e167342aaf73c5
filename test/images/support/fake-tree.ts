import type { DirectoryEntry, FileEntry, MediumTree, TreeEntry } from '../../../core/media/tree.ts';

/** A medium of text files in memory; a value of `null` is an empty folder. */
export function fakeTree(files: Readonly<Record<string, string | null>>, label = 'FAKE'): MediumTree {
  const contents = new Map<string, Uint8Array>();
  const entries = new Map<string, TreeEntry>([['', folder('')]]);
  for (const [path, text] of Object.entries(files)) {
    const parts = path.split('/');
    for (let i = 1; i < parts.length; i++) addFolder(parts.slice(0, i).join('/'));
    if (text === null) addFolder(path);
    else addFile(path, new TextEncoder().encode(text));
  }
  return {
    label,
    naming: 'rock-ridge',
    fileCount: contents.size,
    bootable: { bios: true, uefi: true },
    find: (path) => entries.get(path),
    list: (path) =>
      entries.get(path)?.kind === 'directory'
        ? [...entries.values()].filter((entry) => entry.path !== '' && parentOf(entry.path) === path)
        : undefined,
    read: async (file, offset, into) => {
      const part = (contents.get(file.path) ?? new Uint8Array()).subarray(offset, offset + into.length);
      into.set(part);
      return part.length;
    },
  };

  function addFolder(path: string): void {
    entries.set(path, folder(path));
  }

  function addFile(path: string, bytes: Uint8Array): void {
    const file: FileEntry = { kind: 'file', path, size: bytes.length, modified: 0, extents: [] };
    entries.set(path, file);
    contents.set(path, bytes);
  }
}

const folder = (path: string): DirectoryEntry => ({ kind: 'directory', path, modified: 0 });
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
