/** Where every event goes: numbered and kept, then told to whoever listens. */
import type { BootEvent, NewEvent } from '../progress/events.ts';
import type { EventLog } from '../store/store.ts';

/** A list that should be read again. */
export type ChangedList = 'machines' | 'images' | 'profiles' | 'status' | 'rules' | 'jobs' | 'done';

export interface Listener {
  /** At once, along with what else is stored then: it is taken back where that fails. */
  kept?(event: BootEvent): void;
  event?(event: BootEvent): void;
  changed?(what: ChangedList): void;
  /** A machine is forgotten, or archived with its job: nothing of it is to be kept in memory. */
  forgotten?(mac: string): void;
  /** What was stored has been taken back: what is known of it must be read again. */
  takenBack?(): void;
}

export class Hub {
  readonly #log: EventLog;
  readonly #clock: () => number;
  readonly #listeners = new Set<Listener>();
  /** What is to be told when all of it is stored; null: at once. */
  #held: (() => void)[] | null = null;

  constructor(log: EventLog, clock: () => number) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Keeps an event and tells it. */
  emit(event: NewEvent): BootEvent {
    const kept = this.#log.append(event, this.#clock());
    for (const listener of this.#listeners) listener.kept?.(kept);
    this.#tell((listener) => listener.event?.(kept));
    return kept;
  }

  /** Says that a list should be read again. */
  changed(what: ChangedList): void {
    this.#tell((listener) => listener.changed?.(what));
  }

  /** Says that a machine is no more. */
  forgotten(mac: string): void {
    this.#tell((listener) => listener.forgotten?.(mac));
  }

  /** Does what is stored whole or not at all (`Store.together`), and tells of it when it is stored. */
  whole<T>(stored: () => T): T {
    if (this.#held !== null) return stored();
    const held: (() => void)[] = [];
    this.#held = held;
    try {
      const result = stored();
      this.#held = null;
      for (const tell of held) tell();
      return result;
    } catch (thrown) {
      for (const listener of this.#listeners) listener.takenBack?.();
      throw thrown;
    } finally {
      this.#held = null;
    }
  }

  #tell(one: (listener: Listener) => void): void {
    const all = () => this.#listeners.forEach(one);
    if (this.#held === null) all();
    else this.#held.push(all);
  }

  /** Listens until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
