import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { TapewireError } from '@tapewire/contracts';
import { ActivityReader, FlowReader, LAYOUT, TapeWriter, type Commit, type WriteResult } from '@tapewire/redis';
import { ALL, Bench, EPOCH, range } from './fixtures.ts';

const DAY = 86_400_000;

describe('the indexer stage', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.on();
  });
  afterEach(() => bench.clear());
  afterAll(() => bench.close());

  test('brings a log to Redis and goes on where Redis is', async () => {
    bench.log('trades', 0).trades(range(0, 35), bench.now);
    expect(await bench.run(bench.stage(), 'trades', 0)).toBe(35);
    bench.log('trades', 0).trades([40, 41], bench.now);
    expect(await bench.run(bench.stage(), 'trades', 0)).toBe(2);
    expect(await bench.tape(0)).toEqual([...range(0, 35), 40, 41]);
    const page = await bench.reader.search({ query: '@tags:{underlying\\=SPY}', partitions: [0], limit: 100 });
    expect(page.rows.map((row) => row[0])).toEqual(range(0, 42).filter((off) => off % 3 === 2 && off !== 35 && off !== 38).map((off) => `0-${off}`).reverse());
    expect(await bench.reader.meta()).toEqual({ epoch: EPOCH, partitions: 4, feeds: [] });
  });

  test('takes a position once, however often the log has it', async () => {
    const log = bench.log('trades', 1);
    log.trades(range(0, 12), bench.now);
    log.records.splice(5, 0, ...log.records.slice(2, 9));
    log.records.forEach((record, offset) => { log.records[offset] = { ...record, offset }; });
    await bench.run(bench.stage(), 'trades', 1);
    expect(await bench.tape(1)).toEqual(range(0, 12));
  });

  test('stops at a hole and writes nothing beyond it', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 25), bench.now);
    log.records.splice(13, 1);
    await expect(bench.run(bench.stage(), 'trades', 0)).rejects.toMatchObject({ code: 'HOLE_IN_POSITIONS', retry: false, details: { head: 12, off: 14, prev: 13 } });
    expect(Math.max(...(await bench.tape(0)))).toBeLessThan(13);
  });

  test('of two stages that own a partition at once, each position comes from one', async () => {
    bench.log('trades', 2).trades(range(0, 200), bench.now);
    const stages = [bench.stage({ batch: 7 }), bench.stage({ batch: 11 })];
    await Promise.all(stages.map((stage) => bench.run(stage, 'trades', 2)));
    expect(await bench.tape(2)).toEqual(range(0, 200));
    expect(await new ActivityReader(bench.redis, bench.names).underlyings('2026-06-01', [2], 'A')).toEqual([{ underlying: 'AAPL', prints: 67 }]);
  });

  test('counts prints by underlying and trade date, the busiest first', async () => {
    bench.log('trades', 0).trades(range(0, 7), bench.now);
    bench.log('trades', 1).trades([2], bench.now);
    const stage = bench.stage();
    const activity = new ActivityReader(bench.redis, bench.names);
    expect(await activity.tradeDate([0, 1])).toBeUndefined();
    await bench.run(stage, 'trades', 0);
    await bench.run(stage, 'trades', 1);
    expect(await activity.tradeDate([0, 1])).toBe('2026-06-01');
    const busy = await activity.underlyings('2026-06-01', [0]);
    expect(busy).toEqual([{ underlying: 'AAPL', prints: 3 }, { underlying: 'NVDA', prints: 2 }, { underlying: 'SPY', prints: 2 }]);
  });

  test('a Redis that went back makes it load again instead of writing over a gap', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 20), bench.now);
    const stage = bench.stage();
    await bench.run(stage, 'trades', 0);
    await bench.empty();
    log.trades([20, 21], bench.now);
    await expect(stage.handle(0, log.from(20), bench.names.topics.trades)).rejects.toMatchObject({ code: 'COMMIT_REFUSED', retry: true });
    expect(await bench.tape(0)).toEqual([]);
    expect(await bench.run(stage, 'trades', 0)).toBe(22);
    expect(await bench.tape(0)).toEqual(range(0, 22));
  });

  test('a commit whose answer was lost is not written twice', async () => {
    bench.log('trades', 0).trades(range(0, 20), bench.now);
    let lost = 0;
    class Lossy extends TapeWriter {
      override async commit(commit: Commit): Promise<WriteResult> {
        const result = await super.commit(commit);
        if (lost++ === 0) throw new TapewireError('REDIS_UNAVAILABLE', 'the connection broke');
        return result;
      }
    }
    const writer = new Lossy(bench.redis, bench.names);
    await bench.run(bench.stage({ writer }), 'trades', 0);
    expect(lost).toBeGreaterThan(1);
    expect(await bench.tape(0)).toEqual(range(0, 20));
  });

  test('fills an emptied Redis from the first record that has not expired, with a floor that says so', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 30), bench.now - 30 * DAY);
    log.trades(range(30, 50), bench.now);
    log.low = 5;
    await bench.run(bench.stage(), 'trades', 0);
    expect(await bench.tape(0)).toEqual(range(30, 50));
    const state = await bench.writer.state('trades', 0);
    expect(state).toMatchObject({ floor: 30, head: 49, since: bench.now + 30 });
    expect((await bench.reader.search({ query: '*', partitions: [0], limit: 1 })).since).toBe(bench.now + 30);
  });

  test('all expired leaves an open partition that goes on at the end', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 30), bench.now - 30 * DAY);
    expect(await bench.run(bench.stage(), 'trades', 0)).toBe(0);
    expect(await bench.writer.state('trades', 0)).toMatchObject({ epoch: EPOCH, head: 29, floor: 30, topicOffset: 29 });
  });

  test('a log of which Kafka holds nothing any more goes on with whatever comes next', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 10), bench.now - 30 * DAY);
    log.low = 10;
    const stage = bench.stage();
    await bench.run(stage, 'trades', 0);
    log.trades([12, 13], bench.now);
    await expect(stage.handle(0, log.from(10), bench.names.topics.trades)).rejects.toMatchObject({ code: 'COMMIT_REFUSED' });
    await bench.run(stage, 'trades', 0);
    expect(await bench.writer.state('trades', 0)).toMatchObject({ floor: 10, head: 13 });
    expect(await bench.tape(0)).toEqual([12, 13]);
  });

  test('a log that lost records that Redis has stops it, unless fingerprints are off', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 10), bench.now);
    await bench.run(bench.stage(), 'trades', 0);
    log.records.splice(5);
    const contradiction = { code: 'LOG_CONTRADICTS_STATE', retry: false };
    await expect(bench.stage().open(0, bench.names.topics.trades)).rejects.toMatchObject(contradiction);
    log.trades(range(20, 40), bench.now);
    await expect(bench.stage().open(0, bench.names.topics.trades)).rejects.toMatchObject(contradiction);
    const careless = bench.stage({ safeguards: { ...ALL, fingerprint: false } });
    expect(await careless.open(0, bench.names.topics.trades)).toEqual({ from: 10 });
  });

  test('what the safeguards prevent: without comparing, a stale stage turns the head back; without acceptance, positions come again', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 20), bench.now);
    const stale = bench.stage({ safeguards: { ...ALL, compareAndCommit: false } });
    await bench.run(stale, 'trades', 0);
    log.trades(range(20, 40), bench.now);
    await bench.run(bench.stage(), 'trades', 0);
    await stale.handle(0, log.from(20).slice(0, 5), bench.names.topics.trades);
    expect((await bench.writer.state('trades', 0)).head).toBe(24);

    const greedy = bench.stage({ safeguards: { ...ALL, monotonicAcceptance: false } });
    await greedy.open(0, bench.names.topics.trades);
    await greedy.handle(0, log.from(0), bench.names.topics.trades);
    const counted = await new ActivityReader(bench.redis, bench.names).underlyings('2026-06-01', [0], 'AAPL');
    expect(counted[0]?.prints).toBeGreaterThan(14);
  });

  test('a new epoch replaces what Redis has, an old one is refused', async () => {
    bench.log('trades', 0).trades(range(0, 10), bench.now);
    await bench.run(bench.stage(), 'trades', 0);
    bench.log('trades', 0).records.splice(4);
    await bench.run(bench.stage({ epoch: EPOCH + 1 }), 'trades', 0);
    expect(await bench.tape(0)).toEqual(range(0, 4));
    expect((await bench.reader.search({ query: '*', partitions: [0], limit: 100 })).rows).toHaveLength(4);
    await expect(bench.stage().open(0, bench.names.topics.trades)).rejects.toMatchObject({ code: 'LOG_CONTRADICTS_STATE' });
  });

  test('what an earlier build filled is filled anew, and the earlier build writes no more', async () => {
    const log = bench.log('trades', 0);
    log.trades(range(0, 10), bench.now);
    const earlier = bench.stage();
    await bench.run(earlier, 'trades', 0);
    const position = bench.names.positionKey(0);
    // As builds that did not number it left it, with a hash that this one would never write.
    await bench.redis.hdel(position, 'layout');
    await bench.redis.hset(bench.names.tradeKey(0, 3), 'side', 'ask');
    await bench.redis.hset(bench.names.tradeKey(0, 99), 'side', 'ask');
    expect(await bench.run(bench.stage(), 'trades', 0)).toBe(10);
    expect(await bench.writer.state('trades', 0)).toMatchObject({ epoch: EPOCH, layout: LAYOUT, head: 9, floor: 0 });
    expect(await bench.redis.hexists(bench.names.tradeKey(0, 3), 'side')).toBe(0);
    expect(await bench.redis.exists(bench.names.tradeKey(0, 99))).toBe(0);
    expect(await bench.tape(0)).toEqual(range(0, 10));
    expect((await bench.reader.search({ query: '*', partitions: [0], limit: 100 })).rows).toHaveLength(10);

    await bench.redis.hset(position, 'layout', LAYOUT + 1);
    log.trades(range(10, 12), bench.now);
    await expect(earlier.handle(0, log.from(10), bench.names.topics.trades)).rejects.toMatchObject({ code: 'COMMIT_REFUSED' });
    await expect(bench.stage().open(0, bench.names.topics.trades)).rejects.toMatchObject({ code: 'LOG_CONTRADICTS_STATE', retry: false });
    expect(await bench.tape(0)).toEqual(range(0, 10));
  });

  test('what cannot be indexed goes to the dead letters and counts as accepted', async () => {
    const log = bench.log('trades', 0);
    log.trades([0, 1], bench.now);
    log.append(2, [{ id: '0-2', rank: 'high' }], bench.now);
    log.trades([3], bench.now);
    log.append(4, [], bench.now);
    await bench.run(bench.stage(), 'trades', 0);
    expect(await bench.tape(0)).toEqual([0, 1, 3]);
    expect(await bench.writer.state('trades', 0)).toMatchObject({ head: 4, topicOffset: 4 });
    expect(bench.dead.map(({ topic, p, records }) => [topic, p, records.length])).toEqual([[bench.names.topics.dlq, 0, 1], [bench.names.topics.dlq, 0, 1]]);
    log.trades([5], bench.now);
    expect(await bench.run(bench.stage(), 'trades', 0)).toBe(1);
  });

  test('alerts, minutes, feeds and gaps have streams and places of their own', async () => {
    const sums = { premium: 1, volume: 1, count: 1 };
    const buckets = { ask: sums, bid: sums, mid: sums, package: sums, none: sums };
    const minute = { type: 'minute', underlying: 'SPY', minute: 60_000, revision: 2, calls: buckets, puts: buckets };
    const feed = { type: 'feed', line: 'a', feed: { name: 'demo', source: 'generic', delay: 0, lacks: ['cancels'] } };
    const gap = { type: 'gap', line: 'a', from: 5, to: 9, reason: 'down' };
    bench.log('alerts', 3).append(4, [{ id: 'whale:3-4', recvTs: bench.now }], bench.now);
    bench.log('flow', 3).append(6, [{ ...minute, revision: 1 }, feed], bench.now);
    bench.log('flow', 3).append(8, [minute, gap, { type: 'clock', minute: 120_000 }, { type: 'later' }], bench.now + 1);
    const stage = bench.stage();
    await bench.run(stage, 'alerts', 3);
    await bench.run(stage, 'flow', 3);
    expect(await bench.heads(3)).toEqual([-1, 4, 8]);
    const { entries } = await bench.reader.readStream('flow', 3, -1, 10);
    expect(entries.map((e) => e.row)).toEqual([
      { off: 6, recvTs: bench.now, rows: [{ ...minute, revision: 1 }, feed] }, { off: 8, recvTs: bench.now + 1, rows: [minute, gap, { type: 'clock', minute: 120_000 }, { type: 'later' }] },
    ]);
    expect((await bench.reader.readStream('alerts', 3, -1, 10)).entries[0]?.row).toEqual({ off: 4, recvTs: bench.now, rows: [{ id: 'whale:3-4', recvTs: bench.now }] });
    const flow = new FlowReader(bench.redis, bench.names);
    expect(await flow.ofUnderlying('SPY', [0, 60_000], [2, 3])).toEqual([minute]);
    expect(await flow.ofMinutes([60_000, 120_000], [2, 3])).toEqual([minute]);
    expect(await flow.clocks([2, 3])).toEqual(new Map([[3, 120_000]]));
    expect(await flow.gaps()).toEqual([gap]);
    expect((await bench.reader.meta())?.feeds).toEqual([feed.feed]);
  });

  test('notable trades stay in an index of their own after the others expired', async () => {
    bench.log('trades', 0).trades(range(0, 100), bench.now);
    await bench.run(bench.stage(), 'trades', 0);
    const notable = await bench.reader.search({ query: '*', partitions: [0], limit: 100, index: 'notable' });
    expect(notable.rows.map((row) => row[0])).toEqual(range(66, 100).map((off) => `0-${off}`).reverse());
    const [kept, gone] = await Promise.all([bench.redis.ttl(bench.names.notableKey(0, 70)), bench.redis.ttl(bench.names.tradeKey(0, 70))]);
    expect(kept - gone).toBeGreaterThan(7 * 86_400);
  });
});
