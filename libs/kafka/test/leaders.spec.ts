import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { names as namesOf } from '@tapewire/contracts';
import { startKafka, testPrefix, type LocalKafka } from '@tapewire/testkit';
import { KafkaAdmin, keepTrying, PartitionProducer, type KafkaSettings } from '../src/index.ts';
import { logger, upTo } from './bench.ts';

/** A longer run: `LEADER_STOPS=5`. Zero brokers are started without it, since three take their time to come up. */
const STOPS = Number(process.env['LEADER_STOPS'] ?? 0);
const PARTITIONS = 6;
const BATCH = 40;

jest.setTimeout(120_000 + STOPS * 60_000);

let kafka: LocalKafka;
let settings: KafkaSettings;
const names = namesOf(testPrefix());
const topic = names.topics.raw;

/** Writes 0, 1, 2, … to a partition until told to stop; returns how many are acknowledged. */
async function write(producer: PartitionProducer, p: number, stopped: () => boolean): Promise<number> {
  let next = 0;
  while (!stopped()) {
    const records = upTo(BATCH).map((i) => ({ key: 'k', value: String(next + i) }));
    await keepTrying('writing', () => producer.send(topic, p, records), logger);
    next += BATCH;
  }
  return next;
}

/** What a reader with a head accepts; `lost` are values that never came in their place. */
async function read(admin: KafkaAdmin, p: number): Promise<{ head: number; lost: number; doubled: number }> {
  const { low, high } = await admin.reader.range(topic, p);
  let head = -1;
  let lost = 0;
  let doubled = 0;
  for await (const { value } of admin.reader.scan(topic, p, low, high)) {
    const n = Number(String(value));
    if (n <= head) {
      doubled += 1;
      continue;
    }
    lost += n - head - 1;
    head = n;
  }
  return { head, lost, doubled };
}

async function run(safe: boolean): Promise<{ written: number; lost: number; doubled: number }> {
  const admin = await KafkaAdmin.connect(settings, logger);
  await admin.deleteTopics(Object.values(names.topics));
  await keepTrying('creating topics', () => admin.ensureTopics(names, { partitions: PARTITIONS, replication: 3 }), logger);
  await admin.waitForTopics(names);
  const producer = await PartitionProducer.connect(settings, logger, () => safe);
  let over = false;
  const writing = Promise.all(upTo(PARTITIONS).map((p) => write(producer, p, () => over)));
  for (const i of upTo(STOPS)) {
    const node = kafka.nodes[i % kafka.nodes.length];
    await node?.kill();
    await kafka.restart();
  }
  over = true;
  const counts = await writing;
  const results = await Promise.all(counts.map(async (count, p) => {
    const { head, lost, doubled } = await read(admin, p);
    return { written: count, lost: lost + count - 1 - head, doubled };
  }));
  await producer.close();
  await admin.close();
  const sum = (of: (result: (typeof results)[number]) => number): number => results.reduce((total, result) => total + of(result), 0);
  return { written: sum((r) => r.written), lost: sum((r) => r.lost), doubled: sum((r) => r.doubled) };
}

(STOPS > 0 ? describe : describe.skip)('three brokers whose leaders move', () => {
  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 });
    settings = { brokers: kafka.brokers.split(',') };
  });
  afterAll(() => kafka.stop());

  it('lose nothing that was acknowledged, and keep its order', async () => {
    const result = await run(true);
    process.stdout.write(`by the rules: ${JSON.stringify(result)}\n`);
    expect(result.lost).toBe(0);
  });

  it('show what the rules are for', async () => {
    process.stdout.write(`without them: ${JSON.stringify(await run(false))}\n`);
  });
});
