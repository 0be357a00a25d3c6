import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually, startKafka, type LocalKafka } from '@tapewire/testkit';
import { keepTrying } from '../src/index.ts';
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
    // A call may be given up while the broker is away; who calls tries again, as the stages do.
    const writing = partitions.map((p) => keepTrying('writing', () => bench.write(p, 100, 100), logger));
    await kafka.restart();
    await Promise.all(writing);
    // A retry may have doubled records in the log; what is read is still its every record, once and in order.
    for (const p of partitions) {
      const { high } = await bench.admin.reader.range(bench.topic, p);
      await eventually(() => { expect(stage.accepted.get(p)).toEqual(upTo(high)); }, { timeoutMs: 60_000 });
      const values = (await bench.admin.readTail(bench.topic, p, high)).map(({ value }) => Number(String(value)));
      expect([...new Set(values)]).toEqual(upTo(200));
    }
  });
});
