/** Work goes on for so long before rows and other events have their turn. */
const SLICE_MS = 2;

/**
 * Lets requests of many connections begin in turn, one of each, and never for long at a time: a client that sends hundreds
 * of costly requests at once waits for itself, and neither rows nor the requests of others wait behind them.
 */
export class Turns<K> {
  readonly #now: () => number;
  readonly #waiting = new Map<K, (() => void)[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Begins `work` when it is the turn of its owner; works of one owner begin in the order they came. */
  add(owner: K, work: () => void): void {
    const works = this.#waiting.get(owner);
    if (works) {
      works.push(work);
      return;
    }
    if (this.#waiting.size === 0) setImmediate(() => { this.#slice(); });
    this.#waiting.set(owner, [work]);
  }

  /** Who has more goes to the end of the line. */
  #slice(): void {
    const end = this.#now() + SLICE_MS;
    for (const [owner, works] of this.#waiting) {
      this.#waiting.delete(owner);
      const work = works.shift();
      if (works.length > 0) this.#waiting.set(owner, works);
      work?.();
      if (this.#now() >= end) break;
    }
    if (this.#waiting.size > 0) setImmediate(() => { this.#slice(); });
  }
}
