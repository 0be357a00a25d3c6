import { useSyncExternalStore } from 'react';

/** A value that parts of the page watch. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }
}

/** What is picked from a store's value: a rendering follows only when that changes. */
export const usePicked = <T, P>(store: Store<T>, pick: (value: T) => P): P => useSyncExternalStore(store.subscribe, () => pick(store.get()));

/** The value of a store, current on every render. */
export const useStore = <T>(store: Store<T>): T => useSyncExternalStore(store.subscribe, store.get);
