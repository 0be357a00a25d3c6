import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, localKafka } from '@tapewire/testkit';
import { agreeOnEpoch, beginEpoch, readEpoch, resetTape } from '../src/index.ts';
import { Bench, MemoryStage } from './bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open(await localKafka());
});
afterAll(() => bench.close());

const at = (year: number) => (): number => Date.UTC(year, 0, 1);

describe('epochs', () => {
  it('begin when there is none, and all who ask agree', async () => {
    expect(await readEpoch(bench.admin, bench.names)).toBeUndefined();
    const agreed = await Promise.all([1, 2, 3].map(() => agreeOnEpoch(bench.admin, bench.producer, bench.names)));
    expect(new Set(agreed.map(({ number }) => number)).size).toBe(1);
    expect(agreed[0]?.clusterId).toBe(await bench.admin.clusterId());
    expect(await agreeOnEpoch(bench.admin, bench.producer, bench.names)).toEqual(agreed[0]);
  });

  it('rise whatever the clock says, and the highest is in force whatever came last', async () => {
    const high = await beginEpoch(bench.admin, bench.producer, bench.names, at(2050));
    const next = await beginEpoch(bench.admin, bench.producer, bench.names, at(2021));
    expect(next.number).toBe(high.number + 1);
    await bench.producer.send(bench.names.topics.state, 0, [{ key: 'epoch/7', value: JSON.stringify({ number: 7, clusterId: 'late' }) }]);
    expect(await readEpoch(bench.admin, bench.names)).toEqual(next);
  });

  it('are not begun by a reset while a stage runs', async () => {
    const consumer = await bench.consume(new MemoryStage(), { groupId: bench.names.group('normalizer') });
    await eventually(() => { expect(consumer.status().joined).toBe(true); });
    await expect(resetTape(bench.admin, bench.producer, bench.names)).rejects.toThrow('stop all normalizer processes first');
    await bench.stop(consumer);
    const before = await readEpoch(bench.admin, bench.names);
    const after = await resetTape(bench.admin, bench.producer, bench.names);
    expect(after.number).toBeGreaterThan(before?.number ?? 0);
  });
});
