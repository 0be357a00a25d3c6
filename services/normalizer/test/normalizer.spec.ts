import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Bench, print, prints, toKafka } from './harness.ts';

jest.setTimeout(60_000);

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** Positions of what a partition's trades topic holds. */
const positions = async (p: number): Promise<number[]> => (await bench.trades(p)).map(({ off }) => off);

describe('the normalizer on a real Kafka', () => {
  it('writes each print to its own partition with its position and the one before it', async () => {
    await bench.start();
    await bench.feed(0, prints(3));
    await bench.feed(1, prints(2, 0, 'line-b'));
    await bench.settled();
    const trades = await bench.trades(0);
    expect(trades.map(({ p, off, prev, rows }) => [p, off, prev, rows.length])).toEqual([[0, 0, -1, 1], [0, 1, 0, 1], [0, 2, 1, 1]]);
    expect(trades[1]?.rows[0]).toMatchObject({ id: '0-1', kind: 'trade', contract: 'AAPL261218C00250000', underlying: 'AAPL', price: 1.01, size: 2, bid: 1.01, ask: 1.05, side: 'bid' });
    expect((await bench.trades(1)).map(({ p, off, prev }) => [p, off, prev])).toEqual([[1, 0, -1], [1, 1, 0]]);
    expect((await bench.log('trades', 0)).map(({ key }) => key)).toEqual(['AAPL', 'AAPL', 'AAPL']);
  });

  it('drops what a resend repeats, so that a print is one trade', async () => {
    await bench.start();
    await bench.feed(0, [...prints(5), ...prints(5), ...prints(3, 3)]);
    await bench.settled();
    expect(await positions(0)).toEqual([0, 1, 2, 3, 4, 12]);
    expect((await bench.trades(0)).map(({ prev }) => prev)).toEqual([-1, 0, 1, 2, 3, 4]);
  });

  it('remembers keys over a restart', async () => {
    const first = await bench.start();
    await bench.feed(0, prints(20));
    await bench.settled();
    await bench.stop(first);
    await bench.feed(0, prints(25));
    await bench.start();
    await bench.settled();
    expect(await positions(0)).toEqual([...Array.from({ length: 20 }, (_, i) => i), 40, 41, 42, 43, 44]);
  });

  it('puts what it cannot read into the dead-letter topic with the reason, once, and goes on', async () => {
    const first = await bench.start();
    const broken = { ...print(1), value: '{"type":"trade","symbol":"AAPL26' };
    const nameless = toKafka(print(2));
    await bench.feed(0, [print(0), broken]);
    await bench.producer.send(bench.names.topics.raw, 0, [{ ...nameless, headers: { ...nameless.headers, source: 'nobody' } }, { ...nameless, headers: {} }]);
    await bench.feed(0, [print(3, 'line-a', { size: -4 }), print(4)]);
    await bench.settled();
    expect(await positions(0)).toEqual([0, 5]);
    const letters = await bench.letters(0);
    expect(letters.map(({ pos, stage }) => [pos?.off, stage])).toEqual([[1, 'normalizer'], [2, 'normalizer'], [3, 'normalizer'], [4, 'normalizer']]);
    expect(letters[0]).toMatchObject({ v: 1, value: broken.value });
    expect(letters[1]?.reason).toMatch(/^header source: expected one of .*, was "nobody"$/);
    expect(letters[2]?.reason).toBe('header source: expected the name of a codec, was not set');
    expect(letters[3]?.reason).toContain('size');
    await bench.stop(first);
    await bench.start();
    await bench.feed(0, [print(6)]);
    await bench.settled();
    expect(await bench.letters(0)).toHaveLength(4);
  });

  it('gives the same bytes again when it starts from a checkpoint, or from nothing', async () => {
    const records = [...prints(150), print(150, 'line-a', { size: 0 }), ...prints(200, 120)];
    const first = await bench.start();
    await bench.feed(0, records.slice(0, 200));
    await bench.settled();
    await bench.stop(first);
    await bench.feed(0, records.slice(200));
    const second = await bench.start();
    await bench.settled();
    await bench.stop(second);

    const whole = await Bench.open();
    try {
      await whole.feed(0, records);
      await whole.start({ checkpointMs: 1e9 });
      await whole.settled();
      expect(await bench.values('trades', 0)).toEqual(await whole.values('trades', 0));
      expect(await bench.values('dlq', 0)).toEqual(await whole.values('dlq', 0));
    } finally {
      await whole.close();
    }
  });

  it('replays after a crash without a checkpoint and leaves out what its topics hold already', async () => {
    const first = await bench.start({ checkpointMs: 1e9 });
    await bench.feed(0, prints(100));
    await bench.settled();
    const before = await bench.values('trades', 0);
    // Its members keep running unheard: a second one takes the partitions over from the start of the log.
    await bench.start();
    await bench.feed(0, prints(10, 100));
    await bench.settled();
    const after = await bench.values('trades', 0);
    expect(after.slice(0, 100)).toEqual(before);
    expect(new Set(after).size).toBe(110);
    await bench.stop(first);
  });

  it('stops and says so when the log is not the one of its checkpoint', async () => {
    const first = await bench.start();
    await bench.feed(0, prints(10));
    await bench.settled();
    await bench.stop(first);
    const { raw } = bench.names.topics;
    await bench.recreate('raw');
    await bench.feed(0, Array.from({ length: 30 }, (_, n) => print(n, 'line-a', { price: 9 })));
    const second = await bench.start();
    await bench.stopped(second, 0);
    expect(second.notReady()).toContain(`${raw}/0 is stopped: ${raw}/0 is not the log of the checkpoint`);
    expect(await positions(0)).toHaveLength(10);
  });

  it('takes the checkpoint of a new epoch only', async () => {
    const first = await bench.start();
    await bench.feed(0, prints(10));
    await bench.settled();
    await bench.stop(first);
    await bench.reset();
    await bench.start();
    await bench.settled();
    expect(await positions(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('shows what keys are for when they are switched off', async () => {
    await bench.start({ safeguards: (name) => name !== 'keys' });
    await bench.feed(0, [...prints(3), ...prints(3)]);
    await bench.settled();
    expect(await positions(0)).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
