import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localRedis, testPrefix } from '@tapewire/testkit';
import { Redis } from 'ioredis';
import { dumpHash } from '../src/hash-dump.ts';

const key = `${testPrefix()}:dump`;
let redis: Redis;

async function restored(fields: readonly string[]): Promise<Record<string, string>> {
  await redis.restore(key, 0, dumpHash(fields), 'REPLACE');
  return redis.hgetall(key);
}

const pairs = (fields: readonly string[]): Record<string, string> =>
  Object.fromEntries(Array.from({ length: fields.length / 2 }, (_, i) => [fields[2 * i] ?? '', fields[2 * i + 1] ?? ''] as const));

describe('a dumped hash', () => {
  beforeAll(async () => {
    redis = new Redis(await localRedis());
    // Redis then goes through every entry of what it is given.
    await redis.config('SET', 'sanitize-dump-payload', 'yes');
  });
  afterAll(async () => {
    await redis.config('SET', 'sanitize-dump-payload', 'no');
    await redis.del(key);
    redis.disconnect();
  });

  test('is the same hash in Redis, at every length at which the format changes', async () => {
    for (const length of [0, 1, 21, 22, 63, 64, 126, 127, 128, 4095, 4096, 16_378, 16_379, 16_380, 70_000, 2_097_150]) {
      const fields = ['row', 'x'.repeat(length), 'after', 'it'];
      expect(await restored(fields)).toEqual(pairs(fields));
    }
  });

  test('holds texts of every kind of character', async () => {
    for (const text of ['é'.repeat(21), 'é'.repeat(32), '×…€', '💥'.repeat(11), '💥'.repeat(1024), '\u001f', '-12', '1e+21']) {
      expect(await restored(['a', text, 'b', text + text])).toEqual({ a: text, b: text + text });
    }
  });

  test('may have more fields than Redis keeps in one piece', async () => {
    const fields = Array.from({ length: 2000 }, (_, i) => [`field ${i}`, String(i)]).flat();
    expect(await restored(fields)).toEqual(pairs(fields));
  });
});
