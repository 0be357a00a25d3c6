import {
  type Alert, type ContractSymbol, type FlowOutput, type IsoDate, type Names, names, nextTick, rankOf, type Row, TAPES, type TapeOutputs, toRow, tradeId,
  type Trade,
} from '@tapewire/contracts';
import { INDEX_FIELDS, indexFields } from '@tapewire/filter';
import { type Commit, connected, connectRedis, type RedisClient, SearchIndex, TapeReader, TapeWriter } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { localRedis, testPrefix } from '@tapewire/testkit';

export const EPOCH = 3;
const TICKERS = ['AAPL', 'NVDA', 'SPY', 'TSLA'] as const;

export interface TapeOptions {
  readonly partitions?: number;
  readonly url?: string;
  readonly prefix?: string;
  readonly epoch?: number;
}

export interface WriteOptions {
  /** Epoch milliseconds of the first row; the others follow a millisecond apart. */
  readonly recvTs?: number;
  /** Writes without announcing: as if pub/sub had lost the message. */
  readonly silently?: boolean;
  readonly underlying?: string;
  readonly orderId?: string;
}

/** A tape written as the indexer writes it, without Kafka. */
export class TestTape {
  readonly url: string;
  readonly prefix: string;
  readonly redis: RedisClient;
  readonly names: Names;
  readonly writer: TapeWriter;
  readonly reader: TapeReader;
  readonly partitions: number;
  readonly epoch: number;
  /** Every full wire row written, in the order of writing. */
  readonly rows: Row[] = [];
  readonly #silent: TapeWriter;
  readonly #index: SearchIndex;
  readonly #heads: number[];
  readonly #ticks: number[];
  readonly #commits: Commit[] = [];
  readonly #outputHeads = new Map<string, number>();
  #count = 0;

  private constructor(redis: RedisClient, of: { url: string; prefix: string; partitions: number; epoch: number }) {
    this.url = of.url;
    this.prefix = of.prefix;
    this.redis = redis;
    this.partitions = of.partitions;
    this.epoch = of.epoch;
    this.names = names(of.prefix);
    this.writer = new TapeWriter(redis, this.names);
    this.#silent = new TapeWriter(redis, { ...this.names, adapterKey: `${of.prefix}.nobody` });
    this.reader = new TapeReader(redis, this.names);
    this.#heads = Array.from({ length: of.partitions }, () => -1);
    this.#ticks = this.#heads.map(() => 0);
    const { tradesAlias, tradesIndex, tradeKeyPrefix } = this.names;
    this.#index = new SearchIndex(redis, { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: INDEX_FIELDS });
  }

  static async open({ partitions = 2, url, prefix = testPrefix(), epoch = EPOCH }: TapeOptions = {}): Promise<TestTape> {
    const at = url ?? (await localRedis());
    const redis = connectRedis({ url: at, clientName: 'spec' }, createLogger('spec', 'silent'));
    await connected(redis);
    const tape = new TestTape(redis, { url: at, prefix, partitions, epoch });
    await tape.begin();
    return tape;
  }

  /** Makes the index and the empty partitions; after Redis was emptied it begins again. */
  async begin(): Promise<void> {
    await this.#index.ensure(() => Promise.resolve());
    await this.writer.describe(this.epoch, this.partitions);
    for (let p = 0; p < this.partitions; p++) {
      for (const tape of TAPES) await this.writer.open({ tape, p, epoch: this.epoch, head: -1, topicOffset: -1, fingerprint: '', floor: 0, since: 0 });
    }
  }

  head(p: number): number {
    return this.#heads[p] ?? -1;
  }

  /** Commits `count` rows to a partition, at positions with gaps between them, and announces them. Returns the rows. */
  async write(p: number, count: number, options: WriteOptions = {}): Promise<Row[]> {
    const recvTs = options.recvTs ?? Date.now();
    const prev = this.head(p);
    const entries = [];
    const written: Row[] = [];
    let last = prev;
    for (let i = 0; i < count; i++) {
      const off = last + 1 + (this.#count % 3);
      const tick = nextTick(recvTs + i, this.#ticks[p] ?? 0);
      this.#ticks[p] = tick;
      const row = toRow(trade(p, off, recvTs + i, this.#count++, tick, options));
      const fields = { ...indexFields(row), p: String(p), off: String(off), row: JSON.stringify(row) };
      entries.push({ off, prev: last, row: JSON.stringify(row), hashes: [{ key: this.names.tradeKey(p, off), fields: Object.entries(fields).flat() }] });
      written.push(row);
      last = off;
    }
    const writer = options.silently === true ? this.#silent : this.writer;
    const commit: Commit = {
      tape: 'trades', p, epoch: this.epoch, expectedHead: prev, prev, head: last, topicOffset: last, fingerprint: `${last}:0:0`,
      recvTs: recvTs + count - 1, rank: rankOf(this.#ticks[p] ?? 0, p), tradeDate: '2026-06-01', entries, counters: [],
    };
    this.#commits.push(commit);
    const result = await writer.commit(commit);
    if (result !== 'ok') throw new Error(`the commit was refused: ${JSON.stringify(result)}`);
    this.#heads[p] = last;
    this.rows.push(...written);
    return written;
  }

  /** Commits one position of alerts or flow to a partition. */
  async writeOutputs(tape: 'alerts' | 'flow', p: number, rows: readonly (Alert | FlowOutput)[], options: WriteOptions = {}): Promise<void> {
    const recvTs = options.recvTs ?? Date.now();
    const key = `${tape}:${p}`;
    const prev = this.#outputHeads.get(key) ?? -1;
    const off = prev + 2;
    const outputs: TapeOutputs<Alert | FlowOutput> = { off, recvTs, rows };
    const writer = options.silently === true ? this.#silent : this.writer;
    await writer.commit({
      tape, p, epoch: this.epoch, expectedHead: prev, prev, head: off, topicOffset: off, fingerprint: `${off}:0:0`, recvTs,
      entries: [{ off, prev, row: JSON.stringify(outputs), hashes: [] }], counters: [],
    });
    this.#outputHeads.set(key, off);
  }

  /** Writes and announces everything again into a Redis that was emptied. */
  async refill(): Promise<void> {
    await this.begin();
    for (const commit of this.#commits) await this.writer.commit(commit);
  }

  /** Says how far the tape is, as indexers do every second. */
  async heartbeat(): Promise<void> {
    const partitions = Array.from({ length: this.partitions }, (_, p) => p);
    await this.writer.announceHeads(this.epoch, await this.writer.heads(this.epoch, partitions));
  }

  /** Rows older than `keep` leave a partition's stream. */
  async trimStream(p: number, keep: number): Promise<void> {
    await this.redis.xtrim(this.names.tapeKey(p), 'MAXLEN', keep);
  }

  async close(): Promise<void> {
    await this.#index.drop();
    const keys = await this.redis.keys(`${this.prefix}*`);
    for (let i = 0; i < keys.length; i += 1000) await this.redis.unlink(keys.slice(i, i + 1000));
    this.redis.disconnect();
  }
}

function trade(p: number, off: number, recvTs: number, n: number, tick: number, { underlying, orderId }: WriteOptions): Trade {
  const ticker = underlying ?? TICKERS[n % TICKERS.length] ?? 'AAPL';
  const right = n % 3 === 0 ? 'P' : 'C';
  const size = 1 + (n % 50);
  return {
    id: tradeId(p, off), kind: 'trade', ts: recvTs, recvTs, tsNs: `${recvTs}000000`,
    contract: `${ticker}260619${right}00100000` as ContractSymbol, underlying: ticker, root: ticker, exp: '2026-06-19' as IsoDate,
    right, strike: 100, price: 1.5, size, premium: 150 * size, tradeDate: '2026-06-01' as IsoDate,
    side: n % 2 === 0 ? 'ask' : 'bid', sentiment: 'neutral', dte: 18, volume: n + 1, flags: [],
    order: { id: orderId ?? `o${n}`, prints: 1, exchanges: 1, size, premium: 150 * size },
    rank: rankOf(tick, p),
  };
}

/** Ids of rows. */
export const ids = (rows: readonly Row[]): string[] => rows.map((row) => String(row[0]));
