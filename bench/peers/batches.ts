/** Items that wait for their target until the window, begun by the first of them, ends. */
export class Batches<K, T> {
  readonly #windowMs: number;
  readonly #send: (target: K, items: T[]) => void;
  readonly #waiting = new Map<K, T[]>();

  constructor(windowMs: number, send: (target: K, items: T[]) => void) {
    this.#windowMs = windowMs;
    this.#send = send;
  }

  add(target: K, item: T): void {
    const items = this.#waiting.get(target);
    if (items) {
      items.push(item);
      return;
    }
    if (this.#waiting.size === 0) setTimeout(() => { this.#flush(); }, this.#windowMs);
    this.#waiting.set(target, [item]);
  }

  #flush(): void {
    for (const [target, items] of this.#waiting) this.#send(target, items);
    this.#waiting.clear();
  }
}
