import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { names as namesOf, RECORD_VERSION, type Names } from '@tapewire/contracts';
import { KafkaAdmin, PartitionProducer } from '@tapewire/kafka';
import { loadConfig } from '@tapewire/config';
import { connected, connectRedis, TapeReader, type RedisClient } from '@tapewire/redis';
import { ALL_SAFEGUARDS, Health } from '@tapewire/service';
import { createLogger, metrics } from '@tapewire/telemetry';
import { eventually, localKafka, startRedis, testPrefix, type LocalRedis } from '@tapewire/testkit';
import { schema } from '../src/config.ts';
import { Indexer } from '../src/indexer.ts';
import { range, tradeAt } from './fixtures.ts';

const PARTITIONS = 2;
const logger = createLogger('spec', 'silent');

describe('the indexer between a real Kafka and a real Redis', () => {
  let server: LocalRedis;
  let redis: RedisClient;
  let reader: TapeReader;
  let admin: KafkaAdmin;
  let producer: PartitionProducer;
  let names: Names;
  let env: Record<string, string>;
  let indexer: Indexer;
  let health: Health;
  const now = Date.now();

  beforeAll(async () => {
    server = await startRedis();
    env = { KAFKA_BROKERS: await localKafka(), REDIS_URL: server.url, TAPEWIRE_PREFIX: testPrefix(), INDEX_BATCH: '20' };
    names = namesOf(env['TAPEWIRE_PREFIX']);
    const settings = { brokers: (env['KAFKA_BROKERS'] ?? '').split(','), clientId: 'spec' };
    admin = await KafkaAdmin.connect(settings, logger);
    producer = await PartitionProducer.connect(settings, logger);
    await admin.ensureTopics(names, { partitions: PARTITIONS, replication: 1 });
    redis = connectRedis({ url: server.url, clientName: 'spec' }, logger);
    await connected(redis);
    reader = new TapeReader(redis, names);
    await begin();
  }, 180_000);
  afterAll(async () => {
    await indexer.stop();
    await admin.deleteTopics(Object.values(names.topics));
    await Promise.all([admin.close(), producer.close()]);
    redis.disconnect();
    await server.stop();
  });

  async function begin(): Promise<void> {
    health = new Health();
    indexer = new Indexer(loadConfig(schema, env), { logger, metrics: metrics('spec'), health, safeguards: ALL_SAFEGUARDS, rules: { digest: '' } });
    await indexer.start();
  }

  const prev = new Map<number, number>();
  async function write(p: number, offs: readonly number[]): Promise<void> {
    const records = offs.map((off) => {
      const record = { v: RECORD_VERSION, p, off, prev: prev.get(p) ?? -1, rows: [tradeAt(p, off, now + off)] };
      prev.set(p, off);
      return { key: null, value: JSON.stringify(record) };
    });
    await producer.send(names.topics.trades, p, records);
  }

  const ready = (): Promise<void> => eventually(() => { expect(health.ready().checks).toEqual({ consumer: 'ok', redis: 'ok', topics: 'ok' }); }, { timeoutMs: 60_000 });
  const holds = (p: number, offs: readonly number[]): Promise<void> =>
    eventually(async () => { expect((await reader.readTape(p, -1, 10_000)).entries.map((e) => e.off)).toEqual(offs); }, { timeoutMs: 60_000 });

  test('brings what is produced to Redis, and is ready once it has caught up', async () => {
    await write(0, range(0, 100));
    await holds(0, range(0, 100));
    await ready();
    expect(await reader.positions([0, 1])).toMatchObject([{ head: 99, floor: 0 }, { head: -1, floor: 0 }]);
    expect((await reader.positions([0]))[0]?.epoch).toBe((await reader.meta())?.epoch);
  });

  test('a stopped one leaves nothing undone, and the next goes on', async () => {
    await indexer.stop();
    await write(0, range(100, 150));
    await write(1, range(0, 50));
    await begin();
    await holds(0, range(0, 150));
    await holds(1, range(0, 50));
  });

  test('fills an emptied Redis again without a new record, index and all', async () => {
    await redis.flushall();
    await holds(0, range(0, 150));
    await holds(1, range(0, 50));
    await ready();
    const page = await reader.search({ query: '@tags:{underlying\\=AAPL}', partitions: [0, 1], limit: 1000 });
    expect(page.rows).toHaveLength(50 + 17);
    expect(page.since).toBe(0);
  });

  test('waits for a Redis that refuses writes, says so, and goes on', async () => {
    await redis.config('SET', 'maxmemory', '1mb');
    await write(0, range(150, 200));
    await eventually(() => { expect(health.ready().checks['redis']).toMatch(/OOM/); }, { timeoutMs: 30_000 });
    await redis.config('SET', 'maxmemory', '0');
    await holds(0, range(0, 200));
    await ready();
  });

  test('goes on after Redis was killed, and after it came back empty', async () => {
    await server.kill();
    await write(0, range(200, 250));
    await eventually(() => { expect(health.ready().ok).toBe(false); });
    await server.restart();
    await holds(0, range(0, 250));
    await server.restart({ empty: true });
    await holds(0, range(0, 250));
    await holds(1, range(0, 50));
    await ready();
  });

  test('is not ready with a Redis that may evict', async () => {
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await eventually(() => { expect(health.ready().checks['redis']).toBe('maxmemory-policy: expected noeviction, was allkeys-lru'); });
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await ready();
  });
});
