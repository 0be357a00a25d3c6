import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { names, toRow, type Trade } from '@tapewire/contracts';
import { allOf, compileRedis, INDEX_FIELDS, indexFields, parseFilter } from '@tapewire/filter';
import { connected, connectRedis, type RedisClient, SearchIndex } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { localRedis, testPrefix } from '@tapewire/testkit';
import fc from 'fast-check';
import { expression } from './support/expressions.ts';
import { holds, toText } from './support/model.ts';
import { trade } from './support/trades.ts';

/** Random (trade, filter) pairs to compare; FILTER_PAIRS=200000 is the large run, FILTER_SEED repeats one. */
const PAIRS = Number(process.env['FILTER_PAIRS'] ?? 6000);
const SEED = Number(process.env['FILTER_SEED'] ?? Math.floor(Math.random() * 1e9));
const TRADES = 100;
const FILTERS = 30;

const { tradeKey, tradeKeyPrefix, tradesAlias, tradesIndex } = names(testPrefix());

/** Trades with ids of their own, which their keys need. */
const tape = fc.array(trade(), { minLength: TRADES, maxLength: TRADES }).map((trades) => trades.map((one, off): Trade => ({ ...one, id: `0-${off}` as Trade['id'] })));

let redis: RedisClient;

async function index(trades: readonly Trade[]): Promise<void> {
  const pipeline = redis.pipeline();
  for (const [off, one] of trades.entries()) pipeline.del(tradeKey(0, off)).hset(tradeKey(0, off), indexFields(toRow(one)));
  for (const [error] of (await pipeline.exec()) ?? []) if (error !== null) throw error;
}

/** Ids of the trades that Redis Search finds. */
async function search(query: string): Promise<string[]> {
  const reply = await redis.call('FT.SEARCH', tradesAlias, query, 'NOCONTENT', 'LIMIT', '0', String(TRADES), 'DIALECT', '2');
  if (!Array.isArray(reply)) throw new Error(`not a reply of FT.SEARCH: ${String(reply)}`);
  return reply.slice(1).map((key) => `0-${String(key).split(':').at(-1) ?? ''}`).sort();
}

async function find(filter: string): Promise<string[]> {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(`${filter}: ${parsed.error.message}`);
  const query = compileRedis(parsed.filter);
  return search(query).catch((error: unknown) => {
    throw new Error(`Redis Search refused ${query}`, { cause: error });
  });
}

beforeAll(async () => {
  const logger = createLogger('filter-test', 'warn');
  redis = connectRedis({ url: await localRedis(), clientName: 'filter-test' }, logger);
  await connected(redis);
  const plan = { alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: INDEX_FIELDS };
  await new SearchIndex(redis, plan).ensure(() => Promise.resolve());
});

afterAll(async () => {
  await redis.call('FT.DROPINDEX', tradesAlias, 'DD');
  await redis.quit();
});

describe('a filter compiled to Redis Search', () => {
  it('finds exactly the trades the naive evaluator lets through', async () => {
    let pairs = 0;
    let found = 0;
    // Batches are sampled, not asserted as a property: shrinking a hundred trades against a server takes minutes.
    for (let batch = 0; pairs < PAIRS; batch += 1) {
      const seed = SEED + batch;
      const [trades = []] = fc.sample(tape, { seed, numRuns: 1 });
      await index(trades);
      for (const filter of fc.sample(expression, { seed, numRuns: FILTERS })) {
        const text = toText(filter);
        const expected = trades.filter((one) => holds(filter, one)).map(({ id }) => String(id)).sort();
        expect({ seed, text, found: await find(text) }).toEqual({ seed, text, found: expected });
        pairs += trades.length;
        found += expected.length;
      }
    }
    expect(pairs).toBeGreaterThanOrEqual(PAIRS);
    expect(found).toBeGreaterThan(0);
    if (PAIRS > 10_000) process.stdout.write(`${pairs} pairs of trade and filter agreed, ${found} of them matches\n`);
  }, 3_600_000);

  it('keeps sets of a thousand values and sixteen levels within what Redis Search takes', async () => {
    const tickers = Array.from({ length: 998 }, (_, i) => `A${i}`);
    expect(await find(`ticker:${tickers.join(',')},AAPL`)).toEqual(await find('ticker:AAPL'));
    expect(await find(`strike:${tickers.map((_, i) => 1e7 + i).join(',')},100`)).toEqual(await find('strike:100'));
    let deep = 'ticker:AAPL';
    for (let level = 0; level < 15; level += 1) deep = level % 2 === 0 ? `(strike:100 or ${deep})` : `(-price:5 ${deep})`;
    expect(Array.isArray(await find(deep))).toBe(true);
  });

  it('combines with other queries', async () => {
    const all = parseFilter('');
    if (!all.ok) throw new Error(all.error.message);
    expect(await search(allOf(compileRedis(all.filter), '@off:[0 3]'))).toEqual(['0-0', '0-1', '0-2', '0-3']);
    expect(await search(allOf('-(@off:[0 3])', '-@off:[5 +inf]'))).toEqual(['0-4']);
  });

  it('finds nothing for a filter that nothing can pass', async () => {
    expect(await find('size:5 size:6')).toEqual([]);
    expect(await find('-()')).toEqual([]);
  });
});
