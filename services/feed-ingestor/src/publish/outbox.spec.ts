import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EVERY_UNDERLYING, type SourceRecord } from '@tapewire/feeds';
import { eventually } from '@tapewire/testkit';
import { Outbox } from './outbox.ts';
import type { Waiting } from './partition-lane.ts';
import { Spool } from './spool.ts';

const PARTITIONS = 2;
const record = (n: number, underlying = ['SPY', 'QQQ', 'NVDA', 'TSLA'][n % 4] ?? ''): SourceRecord =>
  ({ n, ts: n, underlying, source: 'generic', kind: 'trade', key: `x:${n}`, value: String(n) });
const records = (from: number, to: number): SourceRecord[] => Array.from({ length: to - from + 1 }, (_, i) => record(from + i));

/** A Kafka that can be away, and remembers what it took. */
class FakeKafka {
  readonly logs: string[][] = Array.from({ length: PARTITIONS }, () => []);
  away = false;
  #writing = new Set<number>();

  async write(p: number, batch: readonly Waiting[]): Promise<void> {
    expect(this.#writing.has(p)).toBe(false);
    this.#writing.add(p);
    await Promise.resolve();
    this.#writing.delete(p);
    if (this.away) throw new Error('away');
    this.logs[p]?.push(...batch.map(({ record: { value } }) => String(value)));
  }

  numbers(): number[] {
    return this.logs.flat().map(Number).sort((a, b) => a - b);
  }
}

let folder = '';
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'outbox-')); });
afterEach(() => rm(folder, { recursive: true }));

function outbox(kafka: FakeKafka, spool: Spool | undefined, memoryRecords = 50): Outbox {
  const ignore = (): void => undefined;
  return new Outbox({ partitions: PARTITIONS, write: (p, batch) => kafka.write(p, batch), onAcked: ignore, onFailed: ignore, spool, now: Date.now, memoryRecords }, 0);
}

const inOrder = (kafka: FakeKafka): void => {
  for (const log of kafka.logs) expect(log.map(Number)).toEqual(log.map(Number).sort((a, b) => a - b));
};

describe('the outbox', () => {
  it('spools while Kafka is away, and then brings everything in order', async () => {
    const kafka = new FakeKafka();
    kafka.away = true;
    const spool = await Spool.open(join(folder, 's'), 1e9);
    const out = outbox(kafka, spool);
    for (let n = 1; n <= 3000; n += 100) await out.put(records(n, n + 99));
    expect(spool.bytes).toBeGreaterThan(0);
    expect(out.acked()).toBe(0);
    expect(out.failing).toBe(true);
    kafka.away = false;
    for (let n = 3001; n <= 4000; n += 100) await out.put(records(n, n + 99));
    expect(await out.flush(30_000)).toBe(true);
    expect(kafka.numbers()).toEqual(Array.from({ length: 4000 }, (_, i) => i + 1));
    inOrder(kafka);
    expect(out.acked()).toBe(4000);
    expect(spool.isEmpty).toBe(true);
    await spool.close();
  });

  it('makes the source wait when memory and spool are full', async () => {
    const kafka = new FakeKafka();
    kafka.away = true;
    const out = outbox(kafka, await Spool.open(join(folder, 's'), 2000));
    let put = 0;
    const putting = (async () => {
      for (let n = 1; n <= 2000; n += 20) {
        await out.put(records(n, n + 19));
        put = n + 19;
      }
    })();
    await eventually(() => { expect(put).toBeGreaterThan(0); });
    await eventually(() => { expect(out.pending).toBeGreaterThanOrEqual(50); });
    expect(put).toBeLessThan(200);
    kafka.away = false;
    await putting;
    expect(await out.flush(30_000)).toBe(true);
    expect(kafka.numbers()).toHaveLength(2000);
    inOrder(kafka);
  });

  it('without a spool bounds what it holds in memory', async () => {
    const kafka = new FakeKafka();
    const out = outbox(kafka, undefined);
    for (let n = 1; n <= 1000; n += 10) {
      await out.put(records(n, n + 9));
      expect(out.pending).toBeLessThanOrEqual(60);
    }
    expect(await out.flush(10_000)).toBe(true);
    expect(out.acked()).toBe(1000);
  });

  it('says acknowledged only of what is, with all before it', async () => {
    const kafka = new FakeKafka();
    const out = outbox(kafka, undefined, 10_000);
    await out.put(records(1, 100));
    expect(await out.flush(10_000)).toBe(true);
    kafka.away = true;
    await out.put(records(101, 200));
    expect(out.acked()).toBe(100);
    kafka.away = false;
    expect(await out.flush(10_000)).toBe(true);
    expect(out.acked()).toBe(200);
  });

  it('brings a record of every underlying to each partition, and a clock behind what came before it', async () => {
    const kafka = new FakeKafka();
    const out = outbox(kafka, undefined, 10_000);
    await out.put([...records(1, 20), record(21, EVERY_UNDERLYING)]);
    out.beat({ source: 'tapewire', kind: 'clock', recvTs: 1, value: 'clock' });
    out.beat({ source: 'tapewire', kind: 'clock', recvTs: 1, value: 'clock that is left out' });
    expect(await out.flush(10_000)).toBe(true);
    for (const log of kafka.logs) expect(log.slice(-2)).toEqual(['21', 'clock']);
    expect(kafka.logs.flat().filter((value) => value === '21')).toHaveLength(PARTITIONS);
  });
});
