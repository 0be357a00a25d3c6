import { names, type Row, TRADE_COLUMNS, columnIndex } from '@tapewire/contracts';
import { allOf, compileRedis, type Filter, INDEX_FIELDS, indexFields } from '@tapewire/filter';
import { connected, connectRedis, type RedisClient, SearchIndex } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { startRedis } from '@tapewire/testkit';
import { cpuSeconds } from './in-process.ts';

export interface Tick {
  readonly filters: number;
  readonly trades: number;
  /** CPU µs a trade: Redis answering, and this process asking and reading. */
  readonly redis: number;
  readonly client: number;
  /** CPU µs of one query, both sides. */
  readonly perQuery: number;
}

const PIPELINE = 100;
const RESULTS_MAX = '1000';
const RANK = columnIndex('rank') ?? TRADE_COLUMNS.length;

const { tradeKey, tradeKeyPrefix, tradesAlias, tradesIndex } = names('bench-filters');

async function redisCpuSeconds(redis: RedisClient): Promise<number> {
  const info = await redis.info('cpu');
  const read = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)?.[1]);
  return read('used_cpu_user') + read('used_cpu_sys');
}

/**
 * The design that the index replaces: each distinct filter is asked for its new trades once a tick. Redis holds a tape of
 * trades; a tick writes new ones, then runs one query for each filter, pipelined, and parses the rows it returns.
 */
export class QueryDesign {
  readonly #redis: RedisClient;
  readonly #stop: () => Promise<void>;
  #written = 0;

  private constructor(redis: RedisClient, stop: () => Promise<void>) {
    this.#redis = redis;
    this.#stop = stop;
  }

  static async start(tape: readonly Row[]): Promise<QueryDesign> {
    const server = await startRedis();
    const redis = connectRedis({ url: server.url, clientName: 'bench-filters' }, createLogger('bench', 'warn'));
    await connected(redis);
    await new SearchIndex(redis, { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: INDEX_FIELDS }).ensure(() => Promise.resolve());
    const design = new QueryDesign(redis, async () => {
      redis.disconnect();
      await server.stop();
    });
    await design.#write(tape);
    return design;
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** Runs `ticks` ticks of the given trades each, and counts the CPU of their queries, not of the writing. */
  async measure(filters: readonly Filter[], trades: readonly Row[], ticks: number): Promise<Tick> {
    const queries = filters.map(compileRedis);
    let redis = 0;
    let client = 0;
    for (let tick = 0; tick < ticks; tick += 1) {
      const newest = this.#written;
      await this.#write(trades);
      const redisBefore = await redisCpuSeconds(this.#redis);
      const clientBefore = cpuSeconds();
      await this.#ask(queries, newest);
      client += cpuSeconds() - clientBefore;
      redis += (await redisCpuSeconds(this.#redis)) - redisBefore;
    }
    const asked = ticks * trades.length;
    const perQuery = ((redis + client) / (ticks * filters.length)) * 1e6;
    return { filters: filters.length, trades: trades.length, redis: (redis / asked) * 1e6, client: (client / asked) * 1e6, perQuery };
  }

  async #ask(queries: readonly string[], newest: number): Promise<void> {
    for (let i = 0; i < queries.length; i += PIPELINE) {
      const pipeline = this.#redis.pipeline();
      for (const query of queries.slice(i, i + PIPELINE)) {
        pipeline.call('FT.SEARCH', tradesAlias, allOf(query, `@rank:[${newest} +inf]`), 'RETURN', '1', 'row', 'LIMIT', '0', RESULTS_MAX, 'DIALECT', '2');
      }
      for (const [error, reply] of (await pipeline.exec()) ?? []) {
        if (error !== null) throw error;
        if (Array.isArray(reply)) for (const fields of reply) if (Array.isArray(fields)) JSON.parse(String(fields[1]));
      }
    }
  }

  /** Writes rows as the indexer would, with offsets and ranks that go on from the last. */
  async #write(rows: readonly Row[]): Promise<void> {
    for (let i = 0; i < rows.length; i += PIPELINE) {
      const pipeline = this.#redis.pipeline();
      for (const drawn of rows.slice(i, i + PIPELINE)) {
        const off = this.#written;
        const row = drawn.with(0, `0-${off}`).with(RANK, off);
        pipeline.hset(tradeKey(0, off), { ...indexFields(row), row: JSON.stringify(row) });
        this.#written += 1;
      }
      for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
    }
  }
}
