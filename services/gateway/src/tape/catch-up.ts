import type { Row } from '@tapewire/contracts';
import { type Bookmark, encodeBookmark, rowPosition } from '@tapewire/delivery';
import { compilePredicate, compileRedis, type Filter, type Predicate } from '@tapewire/filter';
import { refusal } from '../requests/request-error.ts';
import { BEHIND_TIMEOUT_MS, type History } from './history.ts';
import type { LaneRunner } from './lane-runner.ts';
import type { Lanes } from './lanes.ts';
import type { QueryGate } from './query-gate.ts';
import type { SharedTape } from './shared-tape.ts';
import type { TapeSource } from './tape-source.ts';

/** What lies between a bookmark and the present. */
export type CaughtUp =
  /** The rows up to where the client joined the live stream. */
  | { readonly state: 'live'; readonly rows: readonly Row[]; readonly bookmark: string }
  /** A part of the rows; the client asks again with this bookmark. */
  | { readonly state: 'more'; readonly rows: readonly Row[]; readonly bookmark: string }
  /** The gap can't be filled: too old, or of another tape. */
  | { readonly state: 'lost' };

export interface CatchUpTools {
  readonly source: TapeSource;
  readonly lanes: Lanes;
  readonly shared: SharedTape;
  readonly history: History;
  readonly gate: QueryGate;
  readonly now: () => number;
}

/** Rows of one answer. */
export const CHUNK_ROWS = 1000;
const CHUNK_MS = 1000;
const RETRY_AFTER_MS = 1000;

/** One client's way from its bookmark to the present, in position order within each partition. */
class Journey {
  readonly at: number[];
  readonly rows: Row[] = [];
  readonly matches: Predicate;

  constructor(bookmark: Bookmark, filter: Filter) {
    this.at = [...bookmark.heads];
    this.matches = compilePredicate(filter);
  }

  get full(): boolean {
    return this.rows.length >= CHUNK_ROWS;
  }

  /** Takes rows of a partition while there is room. */
  take(p: number, entries: Iterable<{ readonly off: number; readonly row: Row }>): void {
    for (const { off, row } of entries) {
      if (this.full) return;
      if (this.matches(row)) this.rows.push(row);
      this.at[p] = off;
    }
  }
}

/** Fills the gap between a client's bookmark and the live stream: from memory, from the stream, from Redis Search. */
export class CatchUp {
  readonly #tools: CatchUpTools;

  constructor(tools: CatchUpTools) {
    this.#tools = tools;
  }

  /**
   * Collects what follows the bookmark. `join` is called in the same tick in which the last row was taken from
   * memory, so nothing fits between the two; it may refuse, then the client has to ask again.
   */
  async follow(runner: LaneRunner, bookmark: Bookmark, filter: Filter, join: () => boolean): Promise<CaughtUp> {
    const { lane } = runner;
    if (bookmark.epoch !== lane.epoch || bookmark.heads.length !== lane.heads.partitions) return { state: 'lost' };
    if (!(await this.#tools.lanes.reached(runner, bookmark.heads, BEHIND_TIMEOUT_MS))) {
      // A delayed lane will not come to a real-time bookmark soon: that client begins anew.
      if (lane.delay > 0) return { state: 'lost' };
      throw refusal('unavailable', 'This pod has not come to your bookmark yet.', { retryAfter: RETRY_AFTER_MS });
    }
    const journey = new Journey(bookmark, filter);
    const deadline = this.#tools.now() + CHUNK_MS;
    for (;;) {
      const far = lane.rings.findIndex((ring, p) => (journey.at[p] ?? -1) < ring.start);
      if (far < 0) {
        this.#takeFromMemory(runner, journey);
        if (runner.behind(journey.at).length === 0 && !journey.full) {
          const bookmark = runner.bookmark();
          return { state: join() ? 'live' : 'more', rows: journey.rows, bookmark };
        }
      } else if (!(await this.#takeStored(runner, journey, far, filter))) {
        return { state: 'lost' };
      }
      if (journey.full || this.#tools.now() > deadline) {
        return { state: 'more', rows: journey.rows, bookmark: encodeBookmark({ epoch: lane.epoch, heads: journey.at }) };
      }
    }
  }

  #takeFromMemory({ lane }: LaneRunner, journey: Journey): void {
    for (const [p, ring] of lane.rings.entries()) {
      const entries = [];
      for (let i = ring.indexAbove(journey.at[p] ?? -1), entry = ring.at(i); entry; entry = ring.at(++i)) entries.push(entry);
      journey.take(p, entries);
    }
  }

  /** Takes a part of one partition from the stream, or from Redis Search where the stream was trimmed. */
  async #takeStored(runner: LaneRunner, journey: Journey, p: number, filter: Filter): Promise<boolean> {
    const { lane } = runner;
    const after = journey.at[p] ?? -1;
    const bound = lane.heads.of(p);
    const part = await this.#tools.history.whenCurrent(runner, () => bound, async () => {
      const answer = await this.#tools.shared.read(p, after);
      return { states: [answer.state], answer };
    });
    if (after < part.state.floor - 1) return false;
    if (!part.trimmed) {
      const entries = part.entries.filter(({ off }) => off <= bound);
      journey.take(p, entries);
      // Nothing but younger rows follow in the stream: the partition is done up to the bound.
      if (!journey.full && entries.length < part.entries.length) journey.at[p] = Math.max(journey.at[p] ?? -1, bound);
      return true;
    }
    const limit = CHUNK_ROWS - journey.rows.length;
    const page = await this.#tools.gate.run(() => this.#tools.history.whenCurrent(runner, () => bound, async () => {
      const answer = await this.#tools.source.searchPositions({ query: compileRedis(filter), p, afterOff: after, toOff: bound, limit });
      return { states: [answer.state], answer };
    }));
    if (after < page.state.floor - 1) return false;
    journey.take(p, page.rows.map((row) => ({ off: rowPosition(row).off, row })));
    if (!journey.full) journey.at[p] = Math.max(journey.at[p] ?? -1, page.to);
    return true;
  }
}
