import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connected, connectRedis, type RedisClient } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { eventually, startRedis, type LocalRedis } from '@tapewire/testkit';
import { RedisSettings } from '../src/guard/redis-settings.ts';

jest.setTimeout(60_000);

const lines: string[] = [];
const logger = createLogger('spec', 'error', { write: (line) => lines.push(line) });
let redis: LocalRedis;
let client: RedisClient;

beforeAll(async () => {
  redis = await startRedis({ report: () => undefined });
  client = connectRedis({ url: redis.url, clientName: 'spec' }, logger);
  await connected(client);
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});

describe('a gateway on a Redis that may throw trades away', () => {
  it('is not ready, says setting, expectation and value, and becomes ready once it is right', async () => {
    await client.call('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const settings = new RedisSettings(client, logger);
    await eventually(() => { expect(settings.problem).toBe('maxmemory-policy: expected noeviction, was allkeys-lru'); });
    expect(lines.join('')).toContain('maxmemory-policy: expected noeviction, was allkeys-lru');
    await client.call('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await eventually(() => { expect(settings.problem).toBeUndefined(); });
    settings.stop();
  });
});
