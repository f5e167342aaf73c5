/** Images that are folders: whether they are still what was indexed, looked at while they are used. */
import type { Detection } from '../images/image.ts';
import { placeBelow } from '../media/folder/open-folder.ts';
import type { OpenMedium } from '../media/open-medium.ts';

/** How often a folder that is served is looked over: a look at each of its folders, some 50 ms for a thousand of them. */
const EVERY_MS = 5000;

type Folder = NonNullable<OpenMedium['folder']>;

export class FolderWatch {
  readonly #open = new Map<string, { readonly folder: Folder; looked: number }>();

  /** A folder was indexed just now. */
  opened(id: string, folder: Folder): void {
    this.#open.set(id, { folder, looked: performance.now() });
  }

  /** Looks whether a folder is what it was; true when it was looked at a moment ago. */
  async isCurrent(id: string): Promise<boolean> {
    const one = this.#open.get(id);
    if (one === undefined || performance.now() - one.looked < EVERY_MS) return true;
    one.looked = performance.now();
    return await one.folder.isCurrent();
  }
}

/** A file of a folder that shows that its medium is there: what it was recognised by, as it lies on the disk. */
export function markOf(tree: OpenMedium['tree'], { kernel, initrd }: Detection, root: string): string {
  const paths = [kernel, ...initrd, '.disk/info', '.treeinfo', 'content', ...firstNames(tree)];
  for (const path of paths) {
    const entry = path === null ? undefined : tree.find(path);
    if (entry?.kind === 'file') return placeBelow(root, entry);
  }
  return '';
}

const firstNames = (tree: OpenMedium['tree']): string[] => (tree.list('') ?? []).map(({ path }) => path);
