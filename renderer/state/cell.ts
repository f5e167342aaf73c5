/** One value outside React that components can watch: for what is not the engine's (choices, notices, jobs). */
import { useSyncExternalStore } from 'react';

export interface Cell<T> {
  get(): T;
  set(next: T | ((now: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function cell<T>(initial: T): Cell<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const changed = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(changed, value)) return;
      value = changed;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value now, and again whenever it changes. */
export function useCell<T>(source: Cell<T>): T {
  return useSyncExternalStore(source.subscribe, source.get);
}

/** A part of the value; draws again only when that part changes. `pick` returns a primitive, or the same object. */
export function useCellPart<T, P>(source: Cell<T>, pick: (value: T) => P): P {
  return useSyncExternalStore(source.subscribe, () => pick(source.get()));
}
