import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FloorKeeper } from '../src/index.ts';
import { EPOCH, ids, Installation, START } from './fixtures.ts';

describe('commit', () => {
  let tape: Installation;
  let p = 0;
  beforeAll(async () => {
    tape = await Installation.on();
  });
  afterAll(() => tape.close());

  const fresh = async (): Promise<number> => {
    p += 1;
    await tape.open(p);
    return p;
  };
  const everything = async (part: number): Promise<unknown[]> => [
    (await tape.redis.keys(`${tape.names.tradeKeyPrefix}{${part}}:*`)).length,
    await tape.redis.xlen(tape.names.tapeKey(part)),
    (await tape.writer.state('trades', part)).head,
  ];

  test('writes hashes, stream and position together', async () => {
    const part = await fresh();
    expect(await tape.writer.commit(tape.batch(part, -1, [3, 4, 9]))).toBe('ok');
    expect(await everything(part)).toEqual([3, 3, 9]);
    expect(await tape.writer.state('trades', part)).toMatchObject({
      p: part, epoch: EPOCH, head: 9, topicOffset: 9, fingerprint: '9:0:0', floor: 0, since: START, tradeDate: '2026-06-01', recvTs: START + 2,
    });
  });

  test('with another head in Redis writes nothing and says where Redis is', async () => {
    const part = await fresh();
    await tape.writer.commit(tape.batch(part, -1, [0, 1]));
    const refused = await tape.writer.commit(tape.batch(part, 0, [1, 2, 3]));
    expect(refused).toMatchObject({ refused: { p: part, head: 1, topicOffset: 1 } });
    expect(await everything(part)).toEqual([2, 2, 1]);
  });

  test('with another epoch in Redis writes nothing', async () => {
    const part = await fresh();
    const refused = await tape.writer.commit({ ...tape.batch(part, -1, [0, 1]), epoch: EPOCH + 1 });
    expect(refused).toMatchObject({ refused: { epoch: EPOCH, head: -1 } });
    expect(await everything(part)).toEqual([0, 0, -1]);
  });

  test('of positions at or below the head is an error that writes nothing', async () => {
    const part = await fresh();
    await tape.writer.commit(tape.batch(part, -1, [0, 1]));
    await expect(tape.writer.commit({ ...tape.batch(part, 1, [1, 2]) })).rejects.toThrow('entry 1 is not above the head 1');
    expect(await everything(part)).toEqual([2, 2, 1]);
  });

  test('in a Redis that was emptied writes nothing', async () => {
    const part = await fresh();
    await tape.writer.commit(tape.batch(part, -1, [0]));
    await tape.redis.unlink(tape.names.positionKey(part), tape.names.tapeKey(part), tape.names.tradeKey(part, 0));
    expect(await tape.writer.commit(tape.batch(part, 0, [1]))).toMatchObject({ refused: { epoch: 0, head: -1 } });
    expect(await everything(part)).toEqual([0, 0, -1]);
  });

  test('of two writers that race, each position comes from one', async () => {
    const part = await fresh();
    const write = async (step: number): Promise<number> => {
      let head = -1;
      let refusals = 0;
      while (head < 299) {
        const offs = Array.from({ length: Math.min(step, 299 - head) }, (_, i) => head + 1 + i);
        const result = await tape.writer.commit(tape.batch(part, head, offs));
        if (result === 'ok') head = offs.at(-1) ?? head;
        else {
          refusals += 1;
          head = result.refused.head;
        }
      }
      return refusals;
    };
    const refusals = await Promise.all([write(7), write(11)]);
    expect(Math.max(...refusals)).toBeGreaterThan(0);
    const { entries } = await tape.reader.readTape(part, -1, 1000);
    expect(entries.map((e) => e.off)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    expect(entries.map((e) => e.prev)).toEqual(Array.from({ length: 300 }, (_, i) => i - 1));
  });

  test('loads the functions into a Redis that has lost them', async () => {
    const part = await fresh();
    await tape.redis.call('FUNCTION', 'FLUSH');
    expect(await tape.writer.commit(tape.batch(part, -1, [0]))).toBe('ok');
  });

  test('counts in the same call', async () => {
    const part = await fresh();
    const key = tape.names.activityKey(part, '2026-06-01');
    const counters = [{ key, expireAt: Math.floor(Date.now() / 1000) + 1000, member: 'AAPL', by: 2 }];
    const batch = { ...tape.batch(part, -1, [0, 1]), counters };
    await tape.writer.commit(batch);
    await tape.writer.commit(batch);
    await tape.writer.commit({ ...tape.batch(part, 1, [2]), counters });
    expect(await tape.redis.zscore(key, 'AAPL')).toBe('4');
    expect(await tape.redis.ttl(key)).toBeGreaterThan(900);
  });

  test('an opened partition is not opened again, a moved one is not dropped, a live one is not purged', async () => {
    const part = await fresh();
    const before = await tape.writer.state('trades', part);
    await tape.writer.commit(tape.batch(part, -1, [0]));
    const again = { tape: 'trades', p: part, epoch: 2, head: -1, topicOffset: -1, fingerprint: '', floor: 0, since: 0 } as const;
    expect(await tape.writer.open(again)).toMatchObject({ refused: { head: 0 } });
    expect(await tape.writer.drop('trades', before)).toMatchObject({ refused: { head: 0 } });
    expect(await tape.writer.purge('trades', part)).toMatchObject({ refused: { head: 0 } });
    expect(await everything(part)).toEqual([1, 1, 0]);
  });

  test('purging leaves nothing of a partition and all of the others', async () => {
    const [one, other] = [await fresh(), await fresh()];
    await tape.writer.commit(tape.batch(one, -1, [0, 1], { expireAt: Math.floor(Date.now() / 1000) + 5000 }));
    await tape.writer.commit(tape.batch(other, -1, [0, 1]));
    expect(await tape.writer.drop('trades', await tape.writer.state('trades', one))).toBe('ok');
    expect(await tape.writer.purge('trades', one)).toBe('ok');
    expect(await tape.redis.keys(`${tape.names.tradeKeyPrefix.replace('trade:', '')}*{${one}}*`)).toEqual([]);
    expect(await everything(other)).toEqual([2, 2, 1]);
  });

  test('a floor rises ahead of expiry and never falls', async () => {
    const part = await fresh();
    const at = Math.floor(Date.now() / 60_000) * 60 + 6000;
    await tape.writer.commit(tape.batch(part, -1, [0, 1], { expireAt: at + 60, recvTs: START + 50_000 }));
    await tape.writer.commit(tape.batch(part, 1, [2, 3], { expireAt: at, recvTs: START }));
    await tape.writer.commit(tape.batch(part, 3, [4, 5], { expireAt: at + 3600, recvTs: START + 90_000 }));
    const floors: unknown[] = [];
    for (const before of [at - 1, at, at + 60, at + 7200]) {
      await new FloorKeeper(tape.redis, tape.names, () => (before - 120) * 1000).raise([part]);
      const { floor, since, floorUntil } = await tape.writer.state('trades', part);
      floors.push([floor, since - START, floorUntil]);
    }
    expect(floors).toEqual([[0, 0, at], [4, 1, at + 60], [4, 50_001, at + 3600], [6, 90_001, Infinity]]);
  });

  test('trims the stream up to where the writer allows', async () => {
    const part = await fresh();
    const offs = Array.from({ length: 1000 }, (_, i) => i);
    await tape.writer.commit({ ...tape.batch(part, -1, offs), trimBelow: 600 });
    const { entries, trimmed } = await tape.reader.readTape(part, -1, 2000);
    expect(trimmed).toBe(true);
    expect(entries[0]?.off).toBeLessThanOrEqual(600);
    expect(ids(entries.map((e) => e.row)).at(-1)).toBe(`${part}-999`);
  });

  test('an older epoch does not replace a newer one in the meta hash', async () => {
    expect(await tape.writer.describe(3, 12)).toBe(3);
    expect(await tape.writer.describe(2, 6)).toBe(3);
    expect(await tape.reader.meta()).toEqual({ epoch: 3, partitions: 12, feeds: [] });
  });
});
