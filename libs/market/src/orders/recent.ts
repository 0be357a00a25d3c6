/** Things by key in the order they were last touched, so that the stale ones are found at the front. */
export class Recent<T> {
  readonly #items = new Map<string, T>();
  readonly #lastTs: (item: T) => number;

  constructor(lastTs: (item: T) => number) {
    this.#lastTs = lastTs;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  /** Puts an item in, or back in after it changed. */
  touch(key: string, item: T): void {
    this.#items.delete(key);
    this.#items.set(key, item);
  }

  /** Lets go of what was last touched before an instant. */
  closeBefore(ts: number): void {
    for (const [key, item] of this.#items) {
      if (this.#lastTs(item) >= ts) return;
      this.#items.delete(key);
    }
  }

  find(is: (item: T) => boolean): T | undefined {
    for (const item of this.#items.values()) if (is(item)) return item;
    return undefined;
  }

  entries(): [string, T][] {
    return [...this.#items];
  }

  load(entries: readonly (readonly [string, T])[]): void {
    this.#items.clear();
    for (const [key, item] of entries) this.#items.set(key, item);
  }
}
