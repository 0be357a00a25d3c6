import type { RedisClient } from './connect.ts';
import { redisFailure } from './failure.ts';
import { list, text } from './reply.ts';

/** How a Redis is set up, as far as the tape depends on it. */
export interface RedisConditions {
  /** `noeviction`, or the tape loses rows without a word. */
  readonly evictionPolicy: string;
  readonly usedBytes: number;
  /** 0: no limit. */
  readonly maxBytes: number;
  /** `fail`, or a slow query gives a part of its rows as if it were all. */
  readonly searchOnTimeout: string;
}

/** Which keys Redis throws away when it is full: `noeviction` is none. Needs no more than the right to `INFO`. */
export async function readEvictionPolicy(redis: RedisClient): Promise<string> {
  try {
    return (await memoryOf(redis)).get('maxmemory_policy') ?? '';
  } catch (error) {
    throw redisFailure(error, 'reading its settings');
  }
}

export async function readConditions(redis: RedisClient): Promise<RedisConditions> {
  try {
    const [memory, searchOnTimeout] = await Promise.all([memoryOf(redis), onTimeout(redis)]);
    return {
      evictionPolicy: memory.get('maxmemory_policy') ?? '',
      usedBytes: Number(memory.get('used_memory')),
      maxBytes: Number(memory.get('maxmemory')),
      searchOnTimeout: searchOnTimeout.toLowerCase(),
    };
  } catch (error) {
    throw redisFailure(error, 'reading its settings');
  }
}

async function memoryOf(redis: RedisClient): Promise<Map<string, string>> {
  const info = await redis.info('memory');
  return new Map(info.split('\r\n').map((line) => { const [name = '', value = ''] = line.split(':'); return [name, value]; }));
}

/** Redis 8 has it among its own settings, the search module before that among the module's. */
async function onTimeout(redis: RedisClient): Promise<string> {
  const [, value] = list(await redis.call('CONFIG', 'GET', 'search-on-timeout').catch(() => []));
  if (value !== undefined) return text(value);
  const [setting] = list(await redis.call('FT.CONFIG', 'GET', 'ON_TIMEOUT'));
  return text(list(setting)[1]);
}
