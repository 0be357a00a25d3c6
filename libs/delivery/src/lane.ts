import { Heads, type Offer } from './heads.ts';
import { RowRing, type TapeRow } from './row-ring.ts';
import { rowRank, rowUnderlying } from './row.ts';
import type { SubscriptionHub } from './subscription-hub.ts';
import { SymbolHeat } from './symbol-heat.ts';

/** Where a partition stands when a lane begins: its head, and its newest rows if they are known. */
export interface LaneStart {
  readonly head: number;
  /** Rank of the row at the head; 0 when there is none. */
  readonly rank: number;
  /** Rows up to `head` without a hole between them. */
  readonly rows: readonly TapeRow[];
  /** Position before the first of `rows`; the head when there are none. */
  readonly before: number;
}

/**
 * One way through the tape: how far it has been delivered, the newest rows in memory, and the subscriptions it feeds.
 * Clients of one delay share a lane; the lane of the real-time clients is at the head of the tape, others trail.
 */
export class Lane {
  readonly epoch: number;
  readonly delay: number;
  readonly heads: Heads;
  readonly rings: RowRing[];
  readonly hub: SubscriptionHub;
  readonly symbols = new SymbolHeat();
  readonly #ringRows: number;

  constructor(at: { epoch: number; delay: number; ringRows: number }, starts: readonly LaneStart[], hub: SubscriptionHub) {
    this.epoch = at.epoch;
    this.delay = at.delay;
    this.heads = new Heads(starts.map(({ head }) => head));
    this.#ringRows = at.ringRows;
    this.rings = starts.map((start) => filledRing(at.ringRows, start));
    this.hub = hub;
    for (const { rows } of starts) for (const { row } of rows) this.symbols.add(rowUnderlying(row));
  }

  /** Delivers the rows above the head of a batch that follows `prev`. On `hole` nothing is taken. */
  accept(p: number, prev: number, to: number, rows: readonly TapeRow[]): Offer {
    const offer = this.heads.judge(p, prev, to);
    if (offer !== 'next') return offer;
    const head = this.heads.of(p);
    const ring = this.rings[p];
    for (const entry of rows) {
      if (entry.off <= head) continue;
      ring?.push(entry);
      this.symbols.add(rowUnderlying(entry.row));
      this.hub.offer(entry.row);
    }
    this.heads.advance(p, to);
    return offer;
  }

  /** Goes on at a position that does not follow the head: the rows between were not delivered, clients must be told. */
  jump(p: number, head: number, rank: number): void {
    this.heads.advance(p, head);
    this.rings[p] = new RowRing(this.#ringRows, this.heads.of(p), rank);
  }
}

function filledRing(capacity: number, { head, rank, rows, before }: LaneStart): RowRing {
  const [oldest] = rows;
  const ring = oldest ? new RowRing(capacity, before, rowRank(oldest.row) - 1) : new RowRing(capacity, head, rank);
  for (const entry of rows) ring.push(entry);
  return ring;
}
