import { setTimeout as delay } from 'node:timers/promises';
import {
  names, nextTick, rankOf, toRow, tradeId, type ContractSymbol, type IsoDate, type Names, type Row, type Trade,
} from '@tapewire/contracts';
import { createLogger } from '@tapewire/telemetry';
import { localRedis, testPrefix } from '@tapewire/testkit';
import { connected, connectRedis, SearchIndex, TapeReader, TapeWriter, type Commit, type RedisClient, type TapeEntry } from '../src/index.ts';

export const START = Date.UTC(2026, 5, 1, 14, 30);
export const EPOCH = 1;

/** A trade whose every field follows from its position and time. */
export function tradeAt(p: number, off: number, recvTs: number, lastTick: number): Trade {
  const underlying = ['AAPL', 'NVDA', 'SPY'][off % 3] ?? 'AAPL';
  return {
    id: tradeId(p, off), kind: 'trade', ts: recvTs, recvTs, tsNs: `${recvTs}000000`,
    contract: `${underlying}260619C00100000` as ContractSymbol, underlying, root: underlying, exp: '2026-06-19' as IsoDate,
    right: 'C', strike: 100, price: 1.5, size: off + 1, premium: 150 * (off + 1), tradeDate: '2026-06-01' as IsoDate,
    side: 'ask', sentiment: 'bullish', dte: 18, volume: 1, flags: [], order: { id: `${p}-${off - (off % 4)}`, prints: 1, exchanges: 1, size: 1, premium: 1 },
    rank: rankOf(nextTick(recvTs, lastTick), p),
  };
}

const FIELDS = [
  { name: 'p', type: 'TAG' }, { name: 'underlying', type: 'TAG' }, { name: 'order_id', type: 'TAG' }, { name: 'size', type: 'NUMERIC' },
  { name: 'off', type: 'NUMERIC', sortable: true }, { name: 'rank', type: 'NUMERIC', sortable: true },
] as const;

/** An installation of its own on the shared Redis, with one partition's log per number. */
export class Installation {
  readonly redis: RedisClient;
  readonly names: Names;
  readonly writer: TapeWriter;
  readonly reader: TapeReader;
  readonly index: SearchIndex;

  private constructor(redis: RedisClient, prefix: string, now?: () => number) {
    this.redis = redis;
    this.names = names(prefix);
    this.writer = new TapeWriter(redis, this.names);
    this.reader = new TapeReader(redis, this.names, now);
    const { tradesAlias, tradesIndex, tradeKeyPrefix } = this.names;
    this.index = new SearchIndex(redis, { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: FIELDS });
  }

  static async on(url?: string, now?: () => number): Promise<Installation> {
    const redis = connectRedis({ url: url ?? (await localRedis()), clientName: 'spec' }, createLogger('spec', 'silent'));
    await connected(redis);
    const installation = new Installation(redis, testPrefix(), now);
    await installation.index.ensure(pause);
    return installation;
  }

  /** Opens empty partitions. */
  async open(...partitions: number[]): Promise<this> {
    for (const p of partitions) {
      await this.writer.open({ tape: 'trades', p, epoch: EPOCH, head: -1, topicOffset: -1, fingerprint: '', floor: 0, since: START });
    }
    return this;
  }

  entry(trade: Trade, prev: number, p: number, off: number, expireAt?: number): TapeEntry {
    const row = JSON.stringify(toRow(trade));
    const fields = {
      p: String(p), underlying: trade.underlying, order_id: trade.order?.id ?? '', size: String(trade.size), off: String(off), rank: String(trade.rank),
    };
    const hash = { key: this.names.tradeKey(p, off), fields: Object.entries(fields).flat(), withRow: true as const, ...(expireAt === undefined ? {} : { expireAt }) };
    return { off, prev, row, hashes: [hash] };
  }

  /** A batch of the trades at `offs`, received one after the other from `recvTs` on. */
  batch(p: number, head: number, offs: readonly number[], options: { recvTs?: number; expireAt?: number } = {}): Commit {
    const { recvTs = START, expireAt } = options;
    const trades = offs.map((off, i) => tradeAt(p, off, recvTs + i, 0));
    const entries = trades.map((trade, i) => this.entry(trade, i === 0 ? head : (offs[i - 1] ?? head), p, offs[i] ?? 0, expireAt));
    const last = offs.at(-1) ?? head;
    return {
      tape: 'trades', p, epoch: EPOCH, expectedHead: head, prev: head, head: last, topicOffset: last, fingerprint: `${last}:0:0`,
      recvTs: recvTs + offs.length - 1, rank: trades.at(-1)?.rank ?? 0, tradeDate: '2026-06-01', entries, counters: [],
      ...(expireAt === undefined ? {} : { expiresFrom: Math.floor(expireAt / 60) * 60 }),
    };
  }

  async close(): Promise<void> {
    await this.index.drop();
    await this.clear();
    this.redis.disconnect();
  }

  /** Deletes all keys; the index stays. */
  async clear(): Promise<void> {
    const keys = await this.redis.keys(`${this.names.metaKey.slice(0, -'meta'.length)}*`);
    for (let i = 0; i < keys.length; i += 1000) await this.redis.unlink(keys.slice(i, i + 1000));
  }
}

/** Between two looks at an index under construction. */
export const pause = (): Promise<void> => delay(20);

/** Ids of rows. */
export const ids = (rows: readonly Row[]): string[] => rows.map((row) => String(row[0]));
