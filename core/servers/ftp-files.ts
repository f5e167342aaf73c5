/** The images and loaders of the boot tree as an FTP client walks through them, one step at a time. */
import { Readable } from 'node:stream';
import type { BootTree, ServedDirectory, ServedFile } from '../tree/boot-tree.ts';
import { hasControl } from '../wire/text.ts';
import { sentenceFor } from './sentence.ts';

/** What is told of a file or directory. */
export interface FtpEntry {
  readonly name: string;
  readonly size: number;
  readonly mtime: Date;
  readonly mode: number;
  isDirectory(): boolean;
}

export interface FtpFilesOptions {
  readonly tree: BootTree;
  /** Ids of the images there are. */
  images(): readonly string[];
  /** IPv4 address of the client. */
  readonly address: string;
  /** Something moved on this connection. */
  onActivity?(): void;
  /** A file could not be given, with the reason in words. */
  onMissed?(path: string, reason: string): void;
}

const CHUNK = 256 * 1024;

/**
 * What one connection sees. It has no way to write: ftp-srv answers 402 to what a file system cannot do. Nothing is
 * below the root but `/images` and `/loaders`: answers have tokens in their paths, and FTP sends those in the clear.
 */
export class FtpFiles {
  readonly #options: FtpFilesOptions;
  readonly #sending = new Set<Readable>();
  #here = '/';

  constructor(options: FtpFilesOptions) {
    this.#options = options;
  }

  currentDirectory(): string {
    return this.#here;
  }

  /** Rejects when there is no such directory. */
  async chdir(path = '.'): Promise<string> {
    const wanted = resolvePath(this.#here, path);
    if ((await this.#node(wanted)).kind !== 'directory') throw new Error('Not a directory');
    this.#here = wanted;
    return wanted;
  }

  async get(path: string): Promise<FtpEntry> {
    const wanted = resolvePath(this.#here, path);
    const node = await this.#wanted(wanted);
    const name = wanted.slice(wanted.lastIndexOf('/') + 1);
    const { size, modified } = node.kind === 'file' ? node : NO_FACTS;
    return entryOf({ name, directory: node.kind === 'directory', size, modified });
  }

  async list(path = '.'): Promise<FtpEntry[]> {
    const node = await this.#node(resolvePath(this.#here, path));
    if (node.kind === 'file') throw new Error('Not a directory');
    return node.entries.map(entryOf);
  }

  /** A stream from byte `start`, which waits to be resumed. Rejects when there is no such file. */
  async read(path: string, { start = 0 }: { start?: number | undefined } = {}) {
    const clientPath = resolvePath(this.#here, path);
    const node = await this.#wanted(clientPath);
    if (node.kind === 'directory') throw new Error('A directory cannot be read');
    const stream = streamOf(node, start, this.#options.onActivity ?? (() => {}));
    this.#sending.add(stream);
    stream.once('close', () => this.#sending.delete(stream));
    // ftp-srv listens to it before it is ready for a failure.
    return { stream: stream.pause(), clientPath };
  }

  /** The client has gone away: ftp-srv leaves what it was sending as it is. */
  end(): void {
    for (const stream of this.#sending) stream.destroy();
  }

  /** What a client wants to have: when it is not there, that is told. */
  async #wanted(path: string): Promise<ServedFile | ServedDirectory> {
    try {
      return await this.#node(path);
    } catch (error) {
      const reason = error instanceof NotThere ? error.reason : sentenceFor(error);
      this.#options.onMissed?.(path, reason);
      throw error;
    }
  }

  async #node(path: string): Promise<ServedFile | ServedDirectory> {
    const { tree, address, onActivity } = this.#options;
    onActivity?.();
    const above = this.#aboveTheTrees(path);
    if (above !== undefined) return above;
    if (!/^\/(?:images|loaders)\//.test(path)) throw new NotThere('not served by FTP');
    const node = await tree.open(path, { address, door: 'ftp' });
    if (node.kind === 'absent') throw new NotThere(node.reason);
    return node;
  }

  /** Directories that the boot tree itself has no pages for. */
  #aboveTheTrees(path: string): ServedDirectory | undefined {
    const [area, id, ...more] = path.split('/').filter(Boolean);
    if (area === undefined) return directoryOf(path, ['images', 'loaders']);
    if (area === 'loaders' && id === undefined) return directoryOf(path, []);
    if (area !== 'images' || more.length > 0) return undefined;
    const ids = this.#options.images();
    if (id === undefined) return directoryOf(path, ids);
    return ids.includes(id) ? directoryOf(path, ['tree']) : undefined;
  }
}

/** The client is told less than the log. */
class NotThere extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super('No such file');
    this.reason = reason;
  }
}

/** From the root; `..` at the root stays there. Throws for names that no file has. */
function resolvePath(here: string, path: string): string {
  if (hasControl(path)) throw new Error('Not a path');
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : here}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const NO_FACTS = { size: 0, modified: 0 };

const directoryOf = (path: string, names: readonly string[]): ServedDirectory => ({
  kind: 'directory',
  path,
  entries: names.map((name) => ({ name, directory: true, ...NO_FACTS })),
});

function entryOf(one: ServedDirectory['entries'][number]): FtpEntry {
  const { name, directory, size, modified } = one;
  const mtime = new Date(Number.isFinite(modified) ? modified : 0);
  return { name, size, mtime, mode: directory ? 0o555 : 0o444, isDirectory: () => directory };
}

function streamOf(file: ServedFile, start: number, moved: () => void): Readable {
  let offset = start;
  return new Readable({
    highWaterMark: CHUNK,
    read() {
      moved();
      const into = Buffer.allocUnsafe(Math.max(0, Math.min(CHUNK, file.size - offset)));
      if (into.length === 0) return void this.push(null);
      file.read(offset, into).then(
        (count) => {
          offset += count;
          if (count > 0) this.push(into.subarray(0, count));
          else this.destroy(new Error('the file is shorter than it was'));
        },
        // Its words go to the client.
        (error) => this.destroy(new Error(sentenceFor(error))),
      );
    },
    destroy(error, done) {
      const whole = error === null && this.readableEnded;
      file.served?.(offset - start, whole);
      done(error);
    },
  });
}
