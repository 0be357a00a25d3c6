import type { Row } from '@tapewire/contracts';
import { rowRank } from './row.ts';

/** A row of the tape with the offset it has in its partition. */
export interface TapeRow {
  readonly off: number;
  readonly row: Row;
}

/**
 * The newest full wire rows of one partition. It knows from where on it is complete: every row above `start`, and
 * every row of a rank above `edgeRank`, is in it.
 */
export class RowRing {
  readonly #capacity: number;
  #entries: TapeRow[] = [];
  #start: number;
  #edgeRank: number;

  /** An empty ring whose partition stands at `start`, a position of rank `edgeRank`. */
  constructor(capacity: number, start: number, edgeRank: number) {
    this.#capacity = capacity;
    this.#start = start;
    this.#edgeRank = edgeRank;
  }

  get start(): number {
    return this.#start;
  }

  get edgeRank(): number {
    return this.#edgeRank;
  }

  get size(): number {
    return this.#entries.length;
  }

  /** Adds the next row; the oldest leaves when the ring is full. */
  push(entry: TapeRow): void {
    this.#entries.push(entry);
    // Cut in blocks of the capacity, so that a push costs constant time on average.
    if (this.#entries.length >= this.#capacity * 2) this.#cut(this.#capacity);
  }

  at(index: number): TapeRow | undefined {
    return this.#entries[index];
  }

  /** Index of the first row above `off`; `size` when there is none. */
  indexAbove(off: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry && entry.off <= off) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #cut(count: number): void {
    const last = this.#entries[count - 1];
    if (!last) return;
    this.#start = last.off;
    this.#edgeRank = rowRank(last.row);
    this.#entries = this.#entries.slice(count);
  }
}
