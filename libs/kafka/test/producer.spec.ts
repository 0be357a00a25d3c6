import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { localKafka } from '@tapewire/testkit';
import { Bench } from './bench.ts';

jest.setTimeout(60_000);

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.open(await localKafka());
});
afterAll(() => bench.close());

describe('PartitionProducer on a real Kafka', () => {
  it('writes to the partition it is told, and says at which offset', async () => {
    expect(await bench.write(2, 5)).toBe(0);
    expect(await bench.write(2, 5, 5)).toBe(5);
    expect((await bench.admin.endOffsets(bench.topic)).get(2)).toEqual({ low: 0, high: 10 });
  });

  it('keeps the order of calls that were not waited for', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, i) => bench.write(0, 25, i * 25)));
    const values = (await bench.admin.readTail(bench.topic, 0, 1000)).map(({ value }) => Number(String(value)));
    expect(values).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('writes more than one record batch holds', async () => {
    const value = 'x'.repeat(100_000);
    const { baseOffset } = await bench.producer.send(bench.topic, 1, Array.from({ length: 30 }, () => ({ key: null, value, headers: { v: '1' } })));
    const tail = await bench.admin.readTail(bench.topic, 1, 30);
    expect(tail.map(({ offset }) => offset)).toEqual(Array.from({ length: 30 }, (_, i) => baseOffset + i));
    expect(tail.every((record) => record.value?.length === 100_000 && record.key === null && record.headers['v'] === '1')).toBe(true);
  });

  it('fails for a partition that does not exist', async () => {
    await expect(bench.producer.send(bench.topic, 99, [{ key: null, value: 'x' }])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
  });
});

describe('LogReader on a real Kafka', () => {
  it('reads single records, and nothing beyond the ends of a log', async () => {
    const { topics } = bench.names;
    await bench.producer.send(topics.flow, 0, [{ key: 'a', value: 'first' }, { key: 'b', value: null }]);
    expect(await bench.admin.readOne(topics.flow, 0, 0)).toMatchObject({ offset: 0, key: 'a', value: Buffer.from('first') });
    expect(await bench.admin.readOne(topics.flow, 0, 1)).toMatchObject({ offset: 1, key: 'b', value: null });
    expect(await bench.admin.readOne(topics.flow, 0, 2)).toBeUndefined();
    await bench.admin.emptyTopic(topics.flow);
    expect(await bench.admin.readOne(topics.flow, 0, 1)).toBeUndefined();
    expect(await bench.admin.readTail(topics.flow, 0, 10)).toEqual([]);
  });
});

describe('topics', () => {
  it('are created with settings that keep what must be kept', async () => {
    expect(await bench.admin.topicProblems(bench.names, { retentionMs: 6 * 86_400_000 })).toEqual([]);
  });

  it('are told of when they could lose records', async () => {
    const problems = await bench.admin.topicProblems(bench.names, { retentionMs: 8 * 86_400_000 });
    expect(problems).toHaveLength(5);
    expect(problems).toContain(`${bench.topic}: retention.ms: expected at least 691200000, was 604800000`);
  });
});
