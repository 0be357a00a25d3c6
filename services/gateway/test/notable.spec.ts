import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Row } from '@tapewire/contracts';
import { INDEX_FIELDS, indexFields } from '@tapewire/filter';
import { rowPosition } from '@tapewire/delivery';
import { SearchIndex } from '@tapewire/redis';
import { eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

const DAY = 86_400_000;

describe('notable trades, which are kept longer', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let client: TestClient;
  let old: Row[];
  let notable: Row[];
  let fresh: Row[];
  let since: number;

  /** Of the old rows, every third is notable; the other old ones have expired. */
  beforeAll(async () => {
    tape = await TestTape.open();
    const { notableAlias, notableIndex, notableKeyPrefix, notableKey, tradeKey, positionKey } = tape.names;
    const index = new SearchIndex(tape.redis, { alias: notableAlias, version: notableIndex, keyPrefix: notableKeyPrefix, fields: INDEX_FIELDS });
    await index.ensure(() => Promise.resolve());
    old = [...await tape.write(0, 30, { recvTs: Date.now() - 5 * DAY }), ...await tape.write(1, 30, { recvTs: Date.now() - 5 * DAY + 7 })];
    notable = old.filter((_, i) => i % 3 === 0);
    for (const row of notable) {
      const { p, off } = rowPosition(row);
      await tape.redis.hset(notableKey(p, off), { ...indexFields(row), row: JSON.stringify(row) });
    }
    for (const row of old) {
      const { p, off } = rowPosition(row);
      await tape.redis.del(tradeKey(p, off));
    }
    since = Date.now() - DAY;
    for (const p of [0, 1]) await tape.redis.hset(positionKey(p), { floor: tape.head(p) + 1, since, notableSince: 0 });
    fresh = [...await tape.write(0, 20), ...await tape.write(1, 20)];
    gateway = await TestGateway.on(tape, { env: { RING_ROWS: '1' } });
    client = await TestClient.on(gateway);
  });
  afterAll(async () => {
    client.close();
    await gateway.close();
    await tape.close();
  });

  const newestFirst = (rows: readonly Row[]): string[] => {
    const rank = client.welcome?.allColumns.indexOf('rank') ?? -1;
    return ids([...rows].sort((a, b) => Number(b[rank]) - Number(a[rank])));
  };

  test('follow the others in snapshots, which say since when they are complete', async () => {
    await eventually(() => client.request('subscribe', { filter: '', snapshot: 10 }));
    const part = await client.request('subscribe', { filter: '', snapshot: 30 });
    expect(part).toMatchObject({ more: false });
    expect(part.since).toBeUndefined();
    expect(ids(part.rows)).toEqual(newestFirst(fresh).slice(0, 30));
    const all = await client.request('subscribe', { filter: '', snapshot: 1000 });
    expect(all.since).toBe(since);
    expect(ids(all.rows)).toEqual([...newestFirst(fresh), ...newestFirst(notable)]);
  });

  test('pages go over into them without a row twice or missing, and end', async () => {
    const { rows, cursor } = await client.request('subscribe', { filter: '', snapshot: 7 });
    const all = [...rows];
    let before = cursor;
    let told: number | undefined;
    while (before !== undefined) {
      const page = await client.request('page', { filter: '', before, limit: 7 });
      all.push(...page.rows);
      told ??= page.since;
      before = page.cursor;
    }
    expect(ids(all)).toEqual([...newestFirst(fresh), ...newestFirst(notable)]);
    expect(told).toBe(since);
  });

  test('a page before a time that only they reach has those that match its filter', async () => {
    const filter = 'size>10';
    const size = client.welcome?.allColumns.indexOf('size') ?? -1;
    const page = await client.request('page', { filter, before: since, limit: 100 });
    expect(ids(page.rows)).toEqual(newestFirst(notable.filter((row) => Number(row[size]) > 10)));
    expect(page.since).toBe(since);
  });
});
