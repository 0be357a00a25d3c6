import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startKafka, startRedis, type LocalKafka, type LocalRedis } from '../src/index.ts';
import { countBrokers } from '../src/kafka-probe.ts';
import { askRedis } from '../src/redis-probe.ts';

const SLOW = 120_000;

describe('a local Kafka', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startKafka();
  }, SLOW);
  afterAll(async () => {
    await kafka.stop();
    await rm(kafka.dir, { recursive: true, force: true });
  }, SLOW);
  const port = (): number => Number(kafka.brokers.split(':')[1]);

  it('answers as a cluster of one broker', async () => {
    expect(await countBrokers(port())).toBe(1);
  });

  it('comes back at the same address after kill -9', async () => {
    await kafka.kill();
    await expect(countBrokers(port())).rejects.toThrow();
    await kafka.restart();
    expect(await countBrokers(port())).toBe(1);
  }, SLOW);
});

describe('a local Redis', () => {
  let redis: LocalRedis;
  beforeAll(async () => {
    redis = await startRedis();
  }, SLOW);
  afterAll(async () => {
    await redis.stop();
  }, SLOW);
  const ask = (...command: string[]): Promise<string> => askRedis(redis.port, command);

  it('searches', async () => {
    await ask('FT.CREATE', 'idx', 'SCHEMA', 'n', 'NUMERIC');
    await ask('HSET', 'a', 'n', '7');
    expect(await ask('FT.SEARCH', 'idx', '@n:[7 7]', 'NOCONTENT', 'DIALECT', '2')).toContain(':1\r\n$1\r\na');
  });

  it('has what it acknowledged after kill -9', async () => {
    await ask('SET', 'kept', 'yes');
    await redis.kill();
    await redis.restart();
    expect(await ask('GET', 'kept')).toContain('yes');
  }, SLOW);

  it('is empty after a restart that asks for it', async () => {
    await redis.kill();
    await redis.restart({ empty: true });
    expect(await ask('DBSIZE')).toBe(':0\r\n');
  }, SLOW);

  it('refuses instead of evicting, and fails a search that takes too long', async () => {
    expect(await ask('CONFIG', 'GET', 'maxmemory-policy')).toContain('noeviction');
    expect(await ask('FT.CONFIG', 'GET', 'ON_TIMEOUT')).toContain('fail');
  });
});
