import { columnIndex, parseTradeId, TapewireError, type Names, type Row } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import type { FloorKeeper } from './floor-keeper.ts';
import { partitionState, type PartitionState } from './partition-state.ts';
import { FIRST_WIDTH, lowestRank, nextWindow, widen, type RankWindow } from './rank-windows.ts';
import { list, parseRow, text, transaction } from './reply.ts';

/** A page of trades, newest first. */
export interface SearchRequest {
  /** Redis Search query of the filter, `*` for all. */
  readonly query: string;
  readonly partitions: readonly number[];
  /** Only rows of a lower rank; without it from the newest on. */
  readonly beforeRank?: number;
  /** Only rows of this rank or a higher one. */
  readonly minRank?: number;
  readonly limit: number;
  /** Rows above these positions are left out, and all of a partition that is not named. Without it nothing is. */
  readonly upTo?: ReadonlyMap<number, number>;
  /** The notable trades are kept longer, in an index of their own. */
  readonly index?: 'trades' | 'notable';
}

export interface SearchPage {
  readonly rows: readonly Row[];
  /** Positions that held through the whole search; of several transactions the lowest heads and the highest floors. */
  readonly states: readonly PartitionState[];
  /** There may be more rows below the last one. */
  readonly more: boolean;
  /** Documents that expired between being found and being read. */
  readonly expired: number;
  /** Epoch milliseconds of receipt from which on the index is complete, 0 when nothing was ever missing. */
  readonly since: number;
}

/** A stretch of trades in position order. */
export interface PositionRequest {
  readonly query: string;
  readonly p: number;
  /** Rows above this position, up to and with `toOff`. */
  readonly afterOff: number;
  readonly toOff: number;
  readonly limit: number;
}

export interface PositionPage {
  readonly state: PartitionState;
  readonly rows: readonly Row[];
  /** The answer is complete up to this position; below `toOff` when the page was full first. */
  readonly to: number;
}

interface Hit {
  readonly key: string;
  readonly sortKey: number;
  /** Undefined: the hash expired after the index gave it. */
  readonly row: Row | undefined;
}

const RANK = columnIndex('rank') ?? 0;
const FIRST_STRETCH = 20_000;
const STRETCH_GROWTH = 8;
const ORDER_MAX = 10_000;

/** Queries over the trades in Redis Search. They are complete or fail: `ON_TIMEOUT FAIL` is the indexer's condition. */
export class TapeSearch {
  readonly #redis: RedisClient;
  readonly #names: Names;
  readonly #floors: FloorKeeper;

  constructor(redis: RedisClient, names: Names, floors: FloorKeeper) {
    this.#redis = redis;
    this.#names = names;
    this.#floors = floors;
  }

  /** Newest first by rank, in windows of rank that widen until the page is full or nothing is left. */
  async search(request: SearchRequest): Promise<SearchPage> {
    const index = request.index ?? 'trades';
    let states = await this.#states(request.partitions);
    const sinceOf = (state: PartitionState): number => (index === 'trades' ? state.since : state.notableSince);
    const lowest = Math.max(request.minRank ?? 0, lowestRank(Math.min(...states.map(sinceOf))));
    const rows: Row[] = [];
    let expired = 0;
    let below = Math.min(request.beforeRank ?? Infinity, Math.max(...states.map((state) => state.rank)) + 1);
    let width = FIRST_WIDTH;
    while (rows.length < request.limit && below > lowest) {
      const window = nextWindow(below, lowest, width);
      const wanted = request.limit - rows.length;
      const { hits, now } = await this.#window(request, window, wanted);
      states = states.map((state, i) => agreed(state, now[i] ?? state));
      const kept = hits.filter(({ row }) => row !== undefined && isWanted(row, request.upTo, index === 'trades' ? states : []));
      expired += hits.filter(({ row }) => row === undefined).length;
      for (const { row } of kept) if (row !== undefined) rows.push(row);
      const last = hits.at(-1);
      // A full answer ends at its last document; what lies below in this window is asked for again.
      below = hits.length === wanted && last !== undefined ? last.sortKey : window.low;
      width = widen(width, kept.length, wanted);
    }
    const since = Math.max(...states.map((state) => (state.floor === 0 && index === 'trades' ? 0 : sinceOf(state))));
    return { rows, states, more: below > lowest, expired, since };
  }

  /** In position order, in widening stretches. */
  async searchPositions(request: PositionRequest): Promise<PositionPage> {
    const { query, p, toOff, limit } = request;
    const rows: Row[] = [];
    let after = request.afterOff;
    let width = FIRST_STRETCH;
    let state = (await this.#states([p]))[0];
    while (state === undefined || (rows.length < limit && after < toOff)) {
      const to = Math.min(toOff, after + width);
      const wanted = limit - rows.length;
      const stretch = `@p:{${p}} @off:[(${after} ${to}] ${grouped(query)}`;
      const { hits, now } = await this.#query([p], this.#names.tradesAlias, stretch, 'off', 'ASC', wanted);
      state = now[0] === undefined || state === undefined ? now[0] : agreed(state, now[0]);
      for (const { row } of hits) if (row !== undefined) rows.push(row);
      const last = hits.at(-1);
      after = hits.length === wanted && last !== undefined ? last.sortKey : to;
      width *= STRETCH_GROWTH;
    }
    return { state, rows, to: after };
  }

  /** All prints of an order, oldest first. */
  async order(id: string, partitions: readonly number[]): Promise<SearchPage> {
    const query = `@order_id:{${escapeTag(id)}}`;
    const { hits, now } = await this.#query(partitions, this.#names.tradesAlias, query, 'rank', 'ASC', ORDER_MAX);
    const rows = hits.flatMap(({ row }) => (row === undefined ? [] : [row]));
    const since = Math.max(0, ...now.map((state) => (state.floor === 0 ? 0 : state.since)));
    return { rows, states: now, more: hits.length === ORDER_MAX, expired: hits.length - rows.length, since };
  }

  #window(request: SearchRequest, { low, below }: RankWindow, wanted: number): Promise<{ hits: Hit[]; now: PartitionState[] }> {
    const alias = request.index === 'notable' ? this.#names.notableAlias : this.#names.tradesAlias;
    const query = `@rank:[${low} (${below}] ${grouped(request.query)}`;
    return this.#query(request.partitions, alias, query, 'rank', 'DESC', wanted);
  }

  async #states(partitions: readonly number[]): Promise<PartitionState[]> {
    const read = async (): Promise<PartitionState[]> => {
      const commands = this.#redis.multi();
      for (const p of partitions) commands.call('HGETALL', this.#names.positionKey(p));
      const replies = await transaction(commands, 'reading positions');
      return partitions.map((p, i) => partitionState(p, replies[i]));
    };
    return this.#floors.trusted(read, (states) => states);
  }

  async #query(
    partitions: readonly number[], alias: string, query: string, sortBy: string, order: 'ASC' | 'DESC', limit: number,
  ): Promise<{ hits: Hit[]; now: PartitionState[] }> {
    const commands = this.#redis.multi();
    for (const p of partitions) commands.call('HGETALL', this.#names.positionKey(p));
    commands.call('FT.SEARCH', alias, query, 'SORTBY', sortBy, order, 'WITHSORTKEYS', 'RETURN', '1', 'row',
      'LIMIT', '0', String(limit), 'DIALECT', '2');
    const replies = await transaction(commands, 'searching');
    return {
      hits: parseHits(replies[partitions.length]),
      now: partitions.map((p, i) => partitionState(p, replies[i])),
    };
  }
}

/** `[total, key, sort key, [field, value], key, …]`; the fields of an expired hash are null. */
function parseHits(reply: unknown): Hit[] {
  const flat = list(reply);
  const hits: Hit[] = [];
  for (let i = 1; i + 2 < flat.length; i += 3) {
    const fields = flat[i + 2];
    const value = Array.isArray(fields) ? list(fields)[1] : undefined;
    hits.push({
      key: text(flat[i]),
      sortKey: Number(text(flat[i + 1]).slice(1)),
      row: value === undefined ? undefined : parseRow(text(value)),
    });
  }
  return hits;
}

/** What two readings of a partition agree on. A Redis that went back or changed its epoch in between vouches for nothing. */
function agreed(before: PartitionState, after: PartitionState): PartitionState {
  if (after.epoch !== before.epoch || after.head < before.head) {
    throw new TapewireError('REDIS_UNAVAILABLE', `Redis went back in partition ${before.p} during a search`, { p: before.p });
  }
  const { floor, since, notableSince, floorUntil } = after;
  return { ...before, floor, since, notableSince, floorUntil };
}

function isWanted(row: Row, upTo: ReadonlyMap<number, number> | undefined, states: readonly PartitionState[]): boolean {
  const position = parseTradeId(String(row[0]));
  if (position === undefined) throw new TapewireError('STATE_CORRUPT', `a row in Redis has no id: ${String(row[0])}`);
  const { p, off } = position;
  const floor = states.find((state) => state.p === p)?.floor ?? 0;
  return off >= floor && (upTo === undefined || off <= (upTo.get(p) ?? -1));
}

const grouped = (query: string): string => (query === '*' ? '' : `(${query})`);

/** Every character that is not a letter or digit means something to Redis Search. */
const escapeTag = (value: string): string => value.replace(/[^\p{L}\p{N}]/gu, '\\$&');

/** Rank of a wire row, by which pages go on. */
export const rankOfRow = (row: Row): number => Number(row[RANK]);
