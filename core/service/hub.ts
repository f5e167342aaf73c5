/** Where every event goes: numbered and kept, then told to whoever listens. */
import type { BootEvent, NewEvent } from '../progress/events.ts';
import type { EventLog } from '../store/store.ts';

/** A list that should be read again. */
export type ChangedList = 'machines' | 'images' | 'profiles' | 'status' | 'rules' | 'jobs' | 'done';

export interface Listener {
  event?(event: BootEvent): void;
  changed?(what: ChangedList): void;
}

export class Hub {
  readonly #log: EventLog;
  readonly #clock: () => number;
  readonly #listeners = new Set<Listener>();

  constructor(log: EventLog, clock: () => number) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Keeps an event and tells it. */
  emit(event: NewEvent): BootEvent {
    const kept = this.#log.append(event, this.#clock());
    for (const listener of this.#listeners) listener.event?.(kept);
    return kept;
  }

  /** Says that a list should be read again. */
  changed(what: ChangedList): void {
    for (const listener of this.#listeners) listener.changed?.(what);
  }

  /** Listens until the returned function is called. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
