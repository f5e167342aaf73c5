/** Checking media against their sums, one after the other, in the background. */
import { asFieldbootError, problem } from '../errors.ts';
import type { Verification } from '../images/image.ts';
import { type Hasher, startHasher } from '../media/hasher.ts';
import { openMedium } from '../media/open-medium.ts';
import { type Check, findChecks } from './checks.ts';

export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** Told of every step; the last one has an end state. */
export type OnVerification = (id: string, verification: Verification) => void;

const NOTHING = { against: [], bytesDone: 0, bytesTotal: 0, problem: null };
const CANCELLED: Verification = { ...NOTHING, state: 'cancelled' };

interface Running {
  readonly stop: AbortController;
  at: Verification;
  /** It is not waiting for others any more. */
  begun: boolean;
  end: Promise<void>;
}

/** Verifications under way, by image. One reads at a time: a disk with two readers is slower than with one. */
export class Verifications {
  readonly #told: OnVerification;
  readonly #running = new Map<string, Running>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(told: OnVerification) {
    this.#told = told;
  }

  /** How far an image is; undefined when nothing is under way. */
  of(id: string): Verification | undefined {
    return this.#running.get(id)?.at;
  }

  /** Starts one; does nothing while one is under way. */
  start(subject: Subject): void {
    if (this.#running.has(subject.id)) return;
    const at: Verification = { ...NOTHING, state: 'waiting' };
    const running: Running = { stop: new AbortController(), at, begun: false, end: Promise.resolve() };
    // Where its end cannot be kept, on a full disk, the next in line is checked all the same.
    running.end = this.#queue.then(() => this.#run(subject, running)).catch(() => {});
    this.#queue = running.end;
    this.#running.set(subject.id, running);
    this.#told(subject.id, at);
  }

  /** Ends one; resolves when it has ended. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    running.stop.abort();
    if (running.begun) await running.end;
    // It would not hear of it before those in front of it have ended.
    else this.#ended(id, CANCELLED);
  }

  /** Ends all. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((id) => this.cancel(id)));
  }

  async #run(subject: Subject, running: Running): Promise<void> {
    const { signal } = running.stop;
    if (signal.aborted) return;
    running.begun = true;
    const end = await verify(subject, signal, (at) => this.#step(subject.id, at)).catch(
      (thrown: unknown): Verification =>
        signal.aborted
          ? CANCELLED
          : { ...NOTHING, state: 'failed', problem: asFieldbootError(thrown).problem },
    );
    this.#ended(subject.id, end);
  }

  #ended(id: string, end: Verification): void {
    this.#running.delete(id);
    this.#told(id, end);
  }

  #step(id: string, at: Verification): void {
    const running = this.#running.get(id);
    if (running) running.at = at;
    this.#told(id, at);
  }
}

/** Checks one medium against all there is. Rejects with FILE_*, MEDIUM_*, and the signal's reason. */
export async function verify(
  subject: Subject,
  signal: AbortSignal,
  step: (at: Verification) => void,
): Promise<Verification> {
  signal.throwIfAborted();
  const medium = await openMedium(subject.path);
  const hasher = startHasher();
  try {
    const checks = await findChecks(subject.path, medium);
    if (checks.length === 0)
      return { ...NOTHING, state: 'unknown', problem: problem('NO_CHECKSUM', { name: subject.name }) };
    return await runChecks(checks, hasher, signal, step);
  } finally {
    await hasher.close();
    await medium.source.close();
  }
}

async function runChecks(
  checks: readonly Check[],
  hasher: Hasher,
  signal: AbortSignal,
  step: (at: Verification) => void,
): Promise<Verification> {
  const against = [...new Set(checks.map((check) => check.against))];
  const bytesTotal = checks.reduce((sum, { length }) => sum + length, 0);
  let [bytesDone, said] = [0, 0];
  const at = (): Verification => ({ state: 'running', against, bytesDone, bytesTotal, problem: null });
  const progress = (bytes: number) => {
    bytesDone += bytes;
    // A hundred steps are enough for any bar.
    if (bytesDone - said < bytesTotal / 100) return;
    said = bytesDone;
    step(at());
  };
  step(at());
  const wrong: string[] = [];
  for (const check of checks) {
    const detail = await complaintOf(check, hasher, { signal, progress });
    if (detail !== undefined) wrong.push(detail);
  }
  if (wrong.length === 0) return { ...at(), state: 'good' };
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more` : '';
  return { ...at(), state: 'bad', problem: problem('MEDIUM_CORRUPT', { detail: `${wrong[0]}${more}` }) };
}

async function complaintOf(
  { against, subject, hash, sum, length, read }: Check,
  hasher: Hasher,
  watch: Parameters<Hasher['sum']>[3],
): Promise<string | undefined> {
  if (read === undefined) return `${subject} of ${against} is missing`;
  const found = await hasher.sum(hash, length, read, watch);
  return found === sum ? undefined : `${subject} has another ${hash.toUpperCase()} than ${against} says`;
}
