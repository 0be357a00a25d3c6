import { describe, expect, it } from '@jest/globals';
import { Pacer, type Speed } from './pacer.ts';
import type { SourceRecord } from './feed-source.ts';

const T = Date.UTC(2026, 10, 20, 14, 30);
const record = (n: number, ts: number): SourceRecord => ({ n, ts, underlying: 'SPY', source: 'generic', kind: 'trade', value: '' });

/** A clock that moves only when somebody sleeps. */
function clockAt(start: number) {
  let now = start;
  return { now: () => now, sleep: (ms: number) => { now += ms; return Promise.resolve(); } };
}

async function* batches(...times: number[][]): AsyncGenerator<SourceRecord[]> {
  let n = 0;
  for (const batch of times) yield await Promise.resolve(batch.map((ts) => record(++n, ts)));
}

async function releases(speed: Speed, ...times: number[][]): Promise<number[][]> {
  const clock = clockAt(5000);
  const pacer = new Pacer({ speed, start: T, reached: T, clock });
  const seen: number[][] = [];
  for await (const batch of pacer.pace(batches(...times))) for (const r of batch) seen.push([r.n, clock.now() - 5000]);
  return seen;
}

describe('pacing', () => {
  it('lets a record go when its time has come at the given speed', async () => {
    expect(await releases(1, [T, T + 1000], [T + 1500])).toEqual([[1, 0], [2, 1000], [3, 1500]]);
    expect(await releases(10, [T, T + 1000], [T + 1500])).toEqual([[1, 0], [2, 100], [3, 150]]);
  });

  it('does not wait for what comes before the start', async () => {
    expect(await releases(1, [T - 3_600_000, T - 1000, T, T + 100])).toEqual([[1, 0], [2, 0], [3, 0], [4, 100]]);
  });

  it('never waits at full speed', async () => {
    expect(await releases('max', [T, T + 1e7], [T + 2e7])).toEqual([[1, 0], [2, 0], [3, 0]]);
  });

  it('knows the source’s time: never past a record to come, and past the last minute at the end', async () => {
    const clock = clockAt(0);
    const pacer = new Pacer({
      speed: 1, start: T, reached: T, clock: { now: clock.now, sleep: async (ms) => { await clock.sleep(ms); times.push(pacer.now()); } },
    });
    const times: number[] = [];
    for await (const batch of pacer.pace(batches([T, T + 1000]))) expect(pacer.now()).toBeLessThanOrEqual(batch[0]?.ts ?? 0);
    expect(times).toEqual([T + 250, T + 500, T + 750, T + 1000]);
    expect(pacer.now()).toBe(T + 60_000);
    await clock.sleep(500);
    expect(pacer.now()).toBe(T + 60_500);
  });

  it('passes over the nights of a source that wants it', async () => {
    const clock = clockAt(0);
    const pacer = new Pacer({ speed: 1, start: T, reached: T, clock, skipsNights: true });
    const seen: number[] = [];
    for await (const batch of pacer.pace(batches([T, T + 1000], [T + 64_000_000, T + 64_000_500]))) seen.push(...batch.map(clock.now));
    expect(seen).toEqual([0, 1000, 1000, 1500]);
  });

  it('stops when told to', async () => {
    const clock = clockAt(0);
    const pacer = new Pacer({
      speed: 1, start: T, reached: T, clock: { now: clock.now, sleep: (ms) => { pacer.stop(); return clock.sleep(ms); } },
    });
    let count = 0;
    for await (const batch of pacer.pace(batches([T, T + 1e9]))) count += batch.length;
    expect(count).toBe(1);
  });
});
