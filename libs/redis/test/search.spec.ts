import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Row } from '@tapewire/contracts';
import { eventually } from '@tapewire/testkit';
import { rankOfRow, SearchIndex } from '../src/index.ts';
import { ids, Installation, pause, START } from './fixtures.ts';

const PARTITIONS = [0, 1, 2];
const HOUR = 3_600_000;

describe('search', () => {
  let tape: Installation;
  let now = START;
  beforeAll(async () => {
    tape = await Installation.on(undefined, () => now);
  });
  beforeEach(async () => {
    now = START;
    await tape.clear();
    await tape.open(...PARTITIONS);
  });
  afterAll(() => tape.close());

  /** All pages of a query, by the rank of each page's last row. */
  async function pages(query: string, limit: number, between: () => Promise<void> = () => Promise.resolve(), upTo?: Map<number, number>): Promise<Row[]> {
    const rows: Row[] = [];
    for (;;) {
      const last = rows.at(-1);
      const page = await tape.reader.search({
        query, limit, partitions: PARTITIONS,
        ...(last === undefined ? {} : { beforeRank: rankOfRow(last) }),
        ...(upTo === undefined ? {} : { upTo }),
      });
      rows.push(...page.rows);
      if (!page.more) return rows;
      await between();
    }
  }

  test('gives the newest first by rank over all partitions, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 40 }), fc.array(fc.nat(3 * HOUR), { minLength: 3, maxLength: 3 }), async (limit, starts) => {
        await tape.clear();
        await tape.open(...PARTITIONS);
        const offs = Array.from({ length: 20 }, (_, i) => i * 2);
        for (const p of PARTITIONS) await tape.writer.commit(tape.batch(p, -1, offs, { recvTs: START + (starts[p] ?? 0) }));
        const rows = await pages('*', limit);
        expect(rows.map(rankOfRow)).toEqual(rows.map(rankOfRow).sort((a, b) => b - a));
        expect(new Set(ids(rows)).size).toBe(60);
      }),
      { numRuns: 12 },
    );
  });

  test('pages neither skip nor repeat a row while new ones arrive, also in a partition that lags', async () => {
    const first = Array.from({ length: 50 }, (_, i) => i);
    await tape.writer.commit(tape.batch(0, -1, first, { recvTs: START }));
    await tape.writer.commit(tape.batch(1, -1, first, { recvTs: START + 10 }));
    const upTo = new Map([[0, 49], [1, 49], [2, -1]]);
    let head = 49;
    const rows = await pages('*', 7, async () => {
      const more = [head + 1, head + 2];
      await tape.writer.commit(tape.batch(0, head, more, { recvTs: START + head }));
      await tape.writer.commit(tape.batch(2, head === 49 ? -1 : head, more, { recvTs: START + head - 49 }));
      head += 2;
    }, upTo);
    expect(new Set(ids(rows)).size).toBe(rows.length);
    expect([...ids(rows)].sort()).toEqual([0, 1].flatMap((p) => first.map((off) => `${p}-${off}`)).sort());
  });

  test('a selective filter finds its few rows however far back they lie', async () => {
    await tape.writer.commit(tape.batch(0, -1, [0, 1], { recvTs: START }));
    await tape.writer.commit(tape.batch(0, 1, [2, 3], { recvTs: START + 30 * HOUR }));
    const page = await tape.reader.search({ query: '@size:[1 2]', limit: 10, partitions: PARTITIONS });
    expect([ids(page.rows), page.more]).toEqual([['0-1', '0-0'], false]);
  });

  test('leaves out what expired and all below the floor, and says since when it is complete', async () => {
    const expireAt = Math.floor(Date.now() / 1000) + 3000;
    now = Date.now();
    await tape.writer.commit(tape.batch(0, -1, [0, 1, 2], { recvTs: now, expireAt }));
    await tape.writer.commit(tape.batch(0, 2, [3, 4], { recvTs: now + 1000, expireAt: expireAt + 3600 }));
    await tape.redis.unlink(tape.names.tradeKey(0, 4));
    await tape.redis.pexpire(tape.names.tradeKey(0, 3), 1);
    now = expireAt * 1000 - 30_000;
    const page = await eventually(async () => {
      const found = await tape.reader.search({ query: '*', limit: 10, partitions: [0] });
      expect(found.rows).toEqual([]);
      return found;
    });
    expect(page.states).toMatchObject([{ p: 0, floor: 3 }]);
    expect(page.since).toBeGreaterThan(START);
  });

  test('does not answer from an index that is gone', async () => {
    await tape.writer.commit(tape.batch(0, -1, [0]));
    await tape.index.drop();
    await expect(tape.reader.search({ query: '*', limit: 1, partitions: [0] })).rejects.toMatchObject({ code: 'INDEX_UNHEALTHY' });
    await tape.index.ensure(pause);
  });

  test('in position order stops at the limit and says how far it came', async () => {
    const offs = Array.from({ length: 100 }, (_, i) => i * 1000);
    await tape.writer.commit(tape.batch(1, -1, offs));
    const page = await tape.reader.searchPositions({ query: '*', p: 1, afterOff: 9000, toOff: 70_000, limit: 45 });
    expect([ids(page.rows)[0], page.rows.length, page.to]).toEqual(['1-10000', 45, 54_000]);
    const rest = await tape.reader.searchPositions({ query: '*', p: 1, afterOff: page.to, toOff: 70_000, limit: 45 });
    expect([ids(rest.rows)[0], rest.rows.length, rest.to]).toEqual(['1-55000', 16, 70_000]);
  });

  test('an order comes with all its prints, oldest first', async () => {
    await tape.writer.commit(tape.batch(1, -1, Array.from({ length: 12 }, (_, i) => i)));
    expect(ids((await tape.reader.order('1-4', PARTITIONS)).rows)).toEqual(['1-4', '1-5', '1-6', '1-7']);
    expect((await tape.reader.order('1-4} | @p:{1', PARTITIONS)).rows).toEqual([]);
  });

  test('moves its alias to a new index when the fields change', async () => {
    await tape.writer.commit(tape.batch(0, -1, [0, 1]));
    const { tradesAlias, tradesIndex, tradeKeyPrefix } = tape.names;
    const next = new SearchIndex(tape.redis, {
      alias: tradesAlias, version: tradesIndex, keyPrefix: tradeKeyPrefix, fields: [{ name: 'off', type: 'NUMERIC', sortable: true }],
    });
    await next.ensure(pause);
    const info = JSON.stringify(await tape.redis.call('FT.INFO', tradesAlias));
    expect(info).toContain(tradesIndex(2));
    expect(await tape.redis.call('FT.SEARCH', tradesAlias, '@off:[1 1]', 'NOCONTENT')).toEqual([1, tape.names.tradeKey(0, 1)]);
    await expect(tape.redis.call('FT.INFO', tradesIndex(1))).rejects.toThrow();
    await tape.index.ensure(pause);
  });
});
