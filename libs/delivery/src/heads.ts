/** What a batch of positions means to one who stands at a head. */
export type Offer = 'next' | 'old' | 'hole';

/**
 * How far a reader of the tape has come in each partition. Positions are sparse, so a batch names the position it
 * follows: one that follows a position above the head shows that something between was missed.
 */
export class Heads {
  readonly #heads: number[];

  constructor(heads: readonly number[]) {
    this.#heads = [...heads];
  }

  get partitions(): number {
    return this.#heads.length;
  }

  of(p: number): number {
    return this.#heads[p] ?? -1;
  }

  /** A copy: later moves don't show in it. */
  all(): number[] {
    return [...this.#heads];
  }

  /** Whether a batch of partition `p` that follows `prev` and ends at `to` continues, repeats, or leaves a hole. */
  judge(p: number, prev: number, to: number): Offer {
    const head = this.of(p);
    if (to <= head) return 'old';
    return prev > head ? 'hole' : 'next';
  }

  /** Moves the head of `p` up to `to`; never down. */
  advance(p: number, to: number): void {
    if (to > this.of(p)) this.#heads[p] = to;
  }
}
