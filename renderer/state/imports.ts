/** Media on their way to the shelf: each has an entry from the moment it was dropped. */
import type { QueryClient } from '@tanstack/react-query';
import { desktop } from '../desktop.ts';
import { cell } from './cell.ts';
import { call } from './engine.ts';
import { type Trouble, troubleOf } from './problem.ts';
import { keyOf } from './queries.ts';
import { upload } from './upload.ts';

export interface ImportJob {
  readonly id: number;
  /** File name. */
  readonly name: string;
  /** Size of the file; null when only the engine knows it. */
  readonly size: number | null;
  readonly sent: number;
  readonly state: 'queued' | 'sending' | 'reading' | 'failed';
  readonly startedAt: number;
  readonly trouble: Trouble | null;
  readonly cancel: (() => void) | null;
}

export const importJobs = cell<readonly ImportJob[]>([]);
/** Image that arrived last: the shelf offers a profile for it. */
export const arrived = cell<string | null>(null);

let lastId = 0;
let uploads: Promise<void> = Promise.resolve();

/** Dropped or chosen files: by path where the desktop program knows it, else sent one after the other. */
export function importFiles(files: Iterable<File>, client: QueryClient): void {
  for (const file of files) {
    const path = desktop?.pathForFile(file) ?? '';
    if (path !== '') void importPath(path, client);
    else queueUpload(file, client);
  }
}

/** A medium of this laptop, imported where it lies. */
export async function importPath(path: string, client: QueryClient): Promise<void> {
  const id = add({ name: baseName(path), size: null, state: 'reading' });
  await finish(id, () => call('importImage', { path }), client);
}

export function dismissJob(id: number): void {
  importJobs.set((now) => now.filter((job) => job.id !== id));
}

function queueUpload(file: File, client: QueryClient): void {
  const id = add({ name: file.name, size: file.size, state: 'queued' });
  change(id, { cancel: () => dismissJob(id) });
  uploads = uploads.then(() => send(id, file, client));
}

async function send(id: number, file: File, client: QueryClient): Promise<void> {
  if (!importJobs.get().some((job) => job.id === id)) return;
  const sending = upload(file, (sent) =>
    change(id, { sent, state: sent < file.size ? 'sending' : 'reading' }),
  );
  change(id, { state: 'sending', startedAt: Date.now(), cancel: sending.cancel });
  await finish(id, () => sending.done, client);
}

async function finish(id: number, work: () => Promise<{ id: string }>, client: QueryClient): Promise<void> {
  try {
    const image = await work();
    await client.invalidateQueries({ queryKey: keyOf('images') });
    arrived.set(image.id);
    dismissJob(id);
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') dismissJob(id);
    else change(id, { state: 'failed', trouble: troubleOf(thrown), cancel: null });
  }
}

function add(start: Pick<ImportJob, 'name' | 'size' | 'state'>): number {
  lastId += 1;
  const job: ImportJob = {
    ...start,
    id: lastId,
    sent: 0,
    startedAt: Date.now(),
    trouble: null,
    cancel: null,
  };
  importJobs.set((now) => [...now, job]);
  return lastId;
}

function change(id: number, part: Partial<ImportJob>): void {
  importJobs.set((now) => now.map((job) => (job.id === id ? { ...job, ...part } : job)));
}

const baseName = (path: string): string => path.split(/[\\/]/).at(-1) || path;
