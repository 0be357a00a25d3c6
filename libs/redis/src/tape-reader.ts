import { TapewireError, type FeedInfo, type Names, type Row, type Tape } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import { FloorKeeper } from './floor-keeper.ts';
import { partitionState, type PartitionState } from './partition-state.ts';
import { isFeedInfo, json, list, pairs, text, transaction } from './reply.ts';
import { STREAM_ROW, type StreamRow } from './stream-row.ts';
import { TapeSearch, type PositionPage, type PositionRequest, type SearchPage, type SearchRequest } from './tape-search.ts';

/** What the indexer says of the installation. */
export interface TapeMeta {
  readonly epoch: number;
  readonly partitions: number;
  readonly feeds: readonly FeedInfo[];
}

/** A stretch of a stream in position order. */
export interface TapeStretch<T> {
  readonly state: PartitionState;
  /** The stream begins above `after`: what lies between is not in it any more. */
  readonly trimmed: boolean;
  readonly entries: readonly { readonly off: number; readonly prev: number; readonly row: T }[];
}

/** Reads positions and streams. Positions are read in the same transaction as what they vouch for. */
export class TapeReader {
  readonly #redis: RedisClient;
  readonly #names: Names;
  readonly #floors: FloorKeeper;
  readonly #search: TapeSearch;

  /** `now` gives epoch milliseconds. */
  constructor(redis: RedisClient, names: Names, now: () => number = Date.now) {
    this.#redis = redis;
    this.#names = names;
    this.#floors = new FloorKeeper(redis, names, now);
    this.#search = new TapeSearch(redis, names, this.#floors);
  }

  /** Undefined until an indexer has described this Redis. */
  async meta(): Promise<TapeMeta | undefined> {
    const [reply] = await transaction(this.#redis.multi().call('HGETALL', this.#names.metaKey), 'reading the meta hash');
    const fields = pairs(reply);
    if (!fields.has('epoch')) return undefined;
    const feeds = new Map<string, FeedInfo>();
    for (const [name, value] of fields) {
      const feed = name.startsWith('feed:') ? json(text(value), name) : undefined;
      // Each start of a feed, and each part of one, may be a line of its own.
      if (isFeedInfo(feed)) feeds.set(JSON.stringify(feed), feed);
    }
    return { epoch: Number(fields.get('epoch')), partitions: Number(fields.get('partitions')), feeds: [...feeds.values()] };
  }

  async positions(partitions: readonly number[], tape: Tape = 'trades'): Promise<PartitionState[]> {
    const read = async (): Promise<PartitionState[]> => {
      const commands = this.#redis.multi();
      for (const p of partitions) commands.call('HGETALL', this.#names.positionKey(p, tape));
      const replies = await transaction(commands, 'reading positions');
      return partitions.map((p, i) => partitionState(p, replies[i]));
    };
    return this.#floors.trusted(read, (states) => states);
  }

  /** The trades above `after` (-1: from the start) that the stream still has, at most `limit`. */
  readTape(p: number, after: number, limit: number): Promise<TapeStretch<Row>> {
    return this.readStream('trades', p, after, limit);
  }

  /** The same of any tape. */
  async readStream<T extends Tape>(tape: T, p: number, after: number, limit: number): Promise<TapeStretch<StreamRow[T]>> {
    const from = after < 0 ? '-' : `(${after}-1`;
    const commands = this.#redis
      .multi()
      .call('HGETALL', this.#names.positionKey(p, tape))
      .call('XRANGE', this.#names.streamKey(tape, p), from, '+', 'COUNT', String(limit));
    const [position, found] = await transaction(commands, `reading the ${tape} stream of partition ${p}`);
    const state = partitionState(p, position);
    const entries = list(found).map((entry) => streamEntry(entry, STREAM_ROW[tape]));
    const first = entries[0];
    return { state, trimmed: first === undefined ? state.head > after : first.prev > after, entries };
  }

  /** A page of trades, newest first. */
  search(request: SearchRequest): Promise<SearchPage> {
    return this.#search.search(request);
  }

  /** Trades of a stretch of positions, in their order: catch-up below the stream. */
  searchPositions(request: PositionRequest): Promise<PositionPage> {
    return this.#search.searchPositions(request);
  }

  /** All prints of an order, oldest first. */
  order(id: string, partitions: readonly number[]): Promise<SearchPage> {
    return this.#search.order(id, partitions);
  }

  /** The last `limit` entries below `before` of a tape, newest first; those of all partitions together are the caller's to merge. */
  async readBack<T extends Tape>(tape: T, p: number, before: number | undefined, limit: number): Promise<TapeStretch<StreamRow[T]>> {
    const from = before === undefined ? '+' : `(${before}-1`;
    const commands = this.#redis
      .multi()
      .call('HGETALL', this.#names.positionKey(p, tape))
      .call('XREVRANGE', this.#names.streamKey(tape, p), from, '-', 'COUNT', String(limit));
    const [position, found] = await transaction(commands, `reading the ${tape} stream of partition ${p} backward`);
    const entries = list(found).map((entry) => streamEntry(entry, STREAM_ROW[tape]));
    const last = entries.at(-1);
    return { state: partitionState(p, position), trimmed: entries.length < limit && last !== undefined && last.prev >= 0, entries };
  }
}

function streamEntry<T>(reply: unknown, parse: (value: string) => T): { off: number; prev: number; row: T } {
  const [id, fields] = list(reply);
  const values = pairs(fields);
  const off = Number.parseInt(text(id), 10);
  if (!Number.isSafeInteger(off)) throw new TapewireError('STATE_CORRUPT', `a stream entry's id is no offset: ${text(id)}`);
  return { off, prev: Number(values.get('prev')), row: parse(text(values.get('row'))) };
}
