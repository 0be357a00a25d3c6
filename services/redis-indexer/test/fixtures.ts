import {
  names as namesOf, nextTick, RECORD_VERSION, rankOf, TAPES, tradeId, type ContractSymbol, type IsoDate, type Names, type Tape, type Trade,
} from '@tapewire/contracts';
import { INDEX_FIELDS } from '@tapewire/filter';
import type { InRecord, LogRange, OutRecord } from '@tapewire/kafka';
import { connected, connectRedis, SearchIndex, TapeReader, TapeWriter, type RedisClient } from '@tapewire/redis';
import { createLogger, metrics } from '@tapewire/telemetry';
import { localRedis, testPrefix } from '@tapewire/testkit';
import { SessionExpiry } from '../src/retention/session-expiry.ts';
import { IndexerStage, type StageSafeguards } from '../src/stage/indexer-stage.ts';
import { RedisSetup } from '../src/stage/redis-setup.ts';
import { alertsIndexing, flowIndexing } from '../src/tapes/outputs.ts';
import { tradesIndexing } from '../src/tapes/trades.ts';

export const EPOCH = 7;
export const ALL: StageSafeguards = { compareAndCommit: true, monotonicAcceptance: true, fingerprint: true };

/** A trade whose every field follows from its position and time. */
export function tradeAt(p: number, off: number, recvTs: number): Trade {
  const underlying = ['AAPL', 'NVDA', 'SPY'][off % 3] ?? 'AAPL';
  return {
    id: tradeId(p, off), kind: 'trade', ts: recvTs, recvTs, tsNs: `${recvTs}000000`,
    contract: `${underlying}260619C00100000` as ContractSymbol, underlying, root: underlying, exp: '2026-06-19' as IsoDate,
    right: 'C', strike: 100, expType: 'monthly', settle: 'pm', multiplier: 100, price: 1.5, size: off + 1, premium: 150 * (off + 1),
    exchange: 'C', conditions: ['I'], tradeDate: '2026-06-01' as IsoDate, session: 'rth', bid: 1.4, ask: 1.5, bidSize: 10, askSize: 12, fill: 1,
    side: 'ask', sentiment: 'bullish', spot: 101.25, otm: -1.2, dte: 18, iv: 0.412345, delta: 0.512345, gamma: 0.012345, theta: -0.112345, vega: 0.081234,
    volume: off + 1, oi: 1000, oiDate: '2026-05-29' as IsoDate, volOi: 0.1, flags: ['large'], score: 41, scoreVersion: 1,
    order: { id: `${p}-${off - (off % 4)}`, prints: 1, exchanges: 1, size: off + 1, premium: 150 * (off + 1) },
    rank: rankOf(nextTick(recvTs, 0) + off, p),
  };
}

/** A log in memory, as Kafka would hold it: one topic of one partition. */
export class MemoryLog {
  readonly p: number;
  readonly records: InRecord[] = [];
  low = 0;
  #prev = -1;

  constructor(p: number) {
    this.p = p;
  }

  /** Appends what one position gives; doubles it when the producer had to repeat its call. */
  append(off: number, rows: readonly unknown[], timestamp = 0): void {
    const value = Buffer.from(JSON.stringify({ v: RECORD_VERSION, p: this.p, off, prev: this.#prev, rows }));
    this.records.push({ offset: this.records.length, key: null, value, headers: {}, timestamp });
    this.#prev = off;
  }

  trades(offs: readonly number[], recvTs: number): void {
    for (const off of offs) this.append(off, [tradeAt(this.p, off, recvTs + off)]);
  }

  from(offset: number): InRecord[] {
    return this.records.slice(offset);
  }
}

/** An indexer stage on real Redis, over logs in memory. */
export class Bench {
  readonly names: Names;
  readonly redis: RedisClient;
  readonly writer: TapeWriter;
  readonly reader: TapeReader;
  readonly indexes: readonly SearchIndex[];
  readonly logs = new Map<string, MemoryLog>();
  readonly dead: { topic: string; p: number; records: readonly OutRecord[] }[] = [];
  now = Date.now();

  private constructor(redis: RedisClient) {
    this.redis = redis;
    this.names = namesOf(testPrefix());
    this.writer = new TapeWriter(redis, this.names);
    this.reader = new TapeReader(redis, this.names, () => this.now);
    const { tradesAlias, tradesIndex, tradeKeyPrefix, notableAlias, notableIndex, notableKeyPrefix } = this.names;
    this.indexes = [
      new SearchIndex(redis, { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: INDEX_FIELDS }),
      new SearchIndex(redis, { alias: notableAlias, version: notableIndex, keyPrefix: notableKeyPrefix, fields: INDEX_FIELDS }),
    ];
  }

  static async on(url?: string): Promise<Bench> {
    const redis = connectRedis({ url: url ?? (await localRedis()), clientName: 'spec' }, createLogger('spec', 'silent'));
    await connected(redis);
    return new Bench(redis);
  }

  log(tape: Tape, p: number): MemoryLog {
    const key = `${this.names.topics[tape]}/${p}`;
    const log = this.logs.get(key) ?? new MemoryLog(p);
    this.logs.set(key, log);
    return log;
  }

  stage(options: { epoch?: number; safeguards?: StageSafeguards; batch?: number; writer?: TapeWriter } = {}): IndexerStage {
    const { epoch = EPOCH, safeguards = ALL, batch = 10, writer = this.writer } = options;
    const expiry = new SessionExpiry(2);
    const at = (topic: string, p: number): MemoryLog => this.logs.get(`${topic}/${p}`) ?? new MemoryLog(p);
    return new IndexerStage({
      names: this.names, epoch, writer, expiry, batch, safeguards,
      setup: new RedisSetup(writer, this.indexes, epoch, 4),
      reader: {
        range: (topic, p): Promise<LogRange> => Promise.resolve({ low: at(topic, p).low, high: at(topic, p).records.length }),
        readOne: (topic, p, offset) => Promise.resolve(offset < at(topic, p).low ? undefined : at(topic, p).records[offset]),
      },
      producer: { send: (topic, p, records) => { this.dead.push({ topic, p, records }); return Promise.resolve({ baseOffset: 0 }); } },
      indexing: {
        trades: tradesIndexing(this.names, expiry, { premium: 10_000, score: 90, expiry: new SessionExpiry(10) }),
        alerts: alertsIndexing,
        flow: flowIndexing(this.names, expiry),
      },
      tapeKeep: 100_000, tapeWindow: 1000, logger: createLogger('spec', 'silent'), metrics: metrics('spec'), now: () => this.now,
    });
  }

  /** Opens a partition and brings it up to date; returns how many records that took. */
  async run(stage: IndexerStage, tape: Tape, p: number): Promise<number> {
    const topic = this.names.topics[tape];
    const { from } = await stage.open(p, topic);
    const records = this.log(tape, p).from(from);
    await stage.handle(p, records, topic);
    return records.length;
  }

  /** Positions in the stream. */
  async tape(p: number, tape: Tape = 'trades'): Promise<number[]> {
    return (await this.reader.readStream(tape, p, -1, 10_000)).entries.map(({ off }) => off);
  }

  async close(): Promise<void> {
    for (const index of this.indexes) await index.drop();
    await this.clear();
    this.redis.disconnect();
  }

  /** Nothing in Redis, nothing in the logs; the indexes stay. */
  async clear(): Promise<void> {
    await this.empty();
    this.logs.clear();
    this.dead.length = 0;
  }

  /** What FLUSHALL does, for this installation alone. */
  async empty(): Promise<void> {
    const keys = await this.redis.keys(`${this.names.metaKey.slice(0, -'meta'.length)}*`);
    if (keys.length > 0) await this.redis.unlink(keys);
  }

  async heads(p: number): Promise<number[]> {
    const states = await Promise.all(TAPES.map((tape) => this.writer.state(tape, p)));
    return states.map(({ head }) => head);
  }
}

export const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
