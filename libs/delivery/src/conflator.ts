import { TokenBucket } from './token-bucket.ts';

/** What to do with a subscription above its rows per second: leave out the older rows, or send it to catch up. */
export type Overflow = 'conflate' | 'lag';

export interface Portion<T> {
  /** In the order they came. */
  readonly rows: readonly T[];
  /** How many were left out since the last portion, all of them older than the last of `rows`. */
  readonly skipped: number;
  /** `overflow: lag` only: the rate was exceeded, nothing more may follow until the client has caught up. */
  readonly lagged: boolean;
}

/**
 * Rows that wait to be sent, held to a rate. Its memory is bounded by twice the rows of one second: above the rate
 * only the newest rows matter, and the others are counted.
 */
export class Conflator<T> {
  readonly #overflow: Overflow;
  readonly #keep: number;
  readonly #bucket: TokenBucket | undefined;
  #rows: T[] = [];
  #skipped = 0;

  /** `rowsPerSecond` undefined: no limit. A burst of one second's rows is let through at once. */
  constructor(rowsPerSecond: number | undefined, overflow: Overflow, now: number) {
    this.#overflow = overflow;
    this.#keep = rowsPerSecond ?? Infinity;
    if (rowsPerSecond !== undefined) this.#bucket = new TokenBucket(rowsPerSecond, rowsPerSecond, now);
  }

  get waiting(): boolean {
    return this.#rows.length > 0;
  }

  add(row: T): void {
    this.#rows.push(row);
    if (this.#rows.length >= this.#keep * 2) {
      this.#skipped += this.#rows.length - this.#keep;
      this.#rows = this.#rows.slice(-this.#keep);
    }
  }

  /**
   * Everything that waits: as many of the newest rows as the rate allows, the rest as `skipped`.
   * Undefined when the rate allows none now, unless `force` asks for the count alone.
   */
  take(now: number, force: boolean): Portion<T> | undefined {
    if (this.#rows.length === 0) return undefined;
    const waiting = this.#rows.length;
    const allowed = this.#bucket ? this.#bucket.take(waiting, now) : waiting;
    const lagged = this.#overflow === 'lag' && (allowed < waiting || this.#skipped > 0);
    if (allowed === 0 && !force && !lagged) return undefined;
    const rows = lagged ? [] : this.#rows.slice(waiting - allowed);
    const skipped = lagged ? 0 : this.#skipped + waiting - allowed;
    this.#rows = [];
    this.#skipped = 0;
    return { rows, skipped, lagged };
  }
}
