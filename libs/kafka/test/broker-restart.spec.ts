import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, startKafka, type LocalKafka } from '@tapewire/testkit';
import { PartitionProducer } from '../src/index.ts';
import { Bench, logger, MemoryStage, PARTITIONS, upTo } from './bench.ts';

jest.setTimeout(120_000);

let kafka: LocalKafka;
let bench: Bench;
beforeAll(async () => {
  kafka = await startKafka();
  bench = await Bench.open(kafka.brokers);
});
afterAll(async () => {
  await bench.close();
  await kafka.stop();
});

describe('a broker that is killed and comes back', () => {
  it('costs time, but no record and no order', async () => {
    const stage = new MemoryStage();
    await bench.consume(stage);
    const partitions = upTo(PARTITIONS);
    await Promise.all(partitions.map((p) => bench.write(p, 100)));
    await eventually(() => { expect(stage.accepted.get(0)).toHaveLength(100); });

    await kafka.kill();
    const writing = partitions.map((p) => bench.write(p, 100, 100));
    // Longer than kafkajs tries by itself.
    await eventually(() => { expect(bench.producer.isWaiting).toBe(true); }, { timeoutMs: 60_000 });
    await kafka.restart();
    await Promise.all(writing);
    expect(bench.producer.isWaiting).toBe(false);
    // A retry may have doubled records in the log; what is read is still its every record, once and in order.
    for (const p of partitions) {
      const { high } = await bench.admin.reader.range(bench.topic, p);
      await eventually(() => { expect(stage.accepted.get(p)).toEqual(upTo(high)); }, { timeoutMs: 60_000 });
      const values = (await bench.admin.readTail(bench.topic, p, high)).map(({ value }) => Number(String(value)));
      expect([...new Set(values)]).toEqual(upTo(200));
    }
  });

  it('is not waited for by those who end', async () => {
    const stage = new MemoryStage();
    const consumer = await bench.consume(stage);
    await eventually(() => { expect(consumer.status().caughtUp).toBe(true); });
    const producer = await PartitionProducer.connect(bench.settings, logger);
    await kafka.kill();
    const writing = expect(producer.send(bench.topic, 0, [{ key: null, value: '200' }])).rejects.toMatchObject({ code: 'KAFKA_UNAVAILABLE' });
    await bench.stop(consumer);
    await producer.close();
    await writing;
    await kafka.restart();
  });
});
