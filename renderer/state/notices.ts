/** Things said to the technician: shown for a while, and kept to be read again. */
import { cell } from './cell.ts';
import { type Trouble, troubleOf } from './problem.ts';

export interface Undo {
  readonly label: string;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly at: number;
  readonly trouble: Trouble | null;
  /** Said when there is no trouble. */
  readonly message: string;
  readonly undo: Undo | null;
  /** Still in the corner. */
  readonly shown: boolean;
}

const KEPT = 50;
/** Good news leaves the corner by itself; trouble stays until it is put away. */
const SHOWN_FOR = 10_000;

export const notices = cell<readonly Notice[]>([]);
let lastId = 0;

export function say(message: string, undo: Undo | null = null): void {
  const id = add({ trouble: null, message, undo });
  setTimeout(() => putAway(id), SHOWN_FOR);
}

/** Tells of anything thrown. A refusal and a lost engine have a place of their own in the window. */
export function tellTrouble(thrown: unknown): void {
  const trouble = troubleOf(thrown);
  if (trouble.kind === 'problem' && trouble.problem.code === 'NOT_ALLOWED') return;
  add({ trouble, message: '', undo: null });
}

export function putAway(id: number): void {
  notices.set((now) => now.map((notice) => (notice.id === id ? { ...notice, shown: false } : notice)));
}

/** Takes back what a notice tells of; once. */
export function takeBack({ id, undo }: Notice): void {
  undo?.run();
  notices.set((now) =>
    now.map((notice) => (notice.id === id ? { ...notice, undo: null, shown: false } : notice)),
  );
}

export function clearNotices(): void {
  notices.set([]);
}

function add(notice: Pick<Notice, 'trouble' | 'message' | 'undo'>): number {
  lastId += 1;
  const added: Notice = { ...notice, id: lastId, at: Date.now(), shown: true };
  notices.set((now) => [...now, added].slice(-KEPT));
  return lastId;
}
