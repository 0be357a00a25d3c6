import { describe, expect, test } from '@jest/globals';
import { TapewireError } from '@tapewire/contracts';
import { createLogger } from '@tapewire/telemetry';
import { RedisWait } from './redis-wait.ts';

const refused = new TapewireError('REDIS_REFUSED', 'OOM');

describe('waiting for Redis', () => {
  test('repeats with growing pauses and says why it waits', async () => {
    const pauses: number[] = [];
    const reasons: (string | undefined)[] = [];
    const wait = new RedisWait(createLogger('spec', 'silent'), (ms) => {
      pauses.push(ms);
      reasons.push(wait.reason);
      return Promise.resolve();
    });
    let tries = 0;
    const result = await wait.until(() => (++tries < 7 ? Promise.reject(refused) : Promise.resolve('done')), () => true);
    expect([result, pauses, reasons[0], wait.reason]).toEqual(['done', [50, 100, 200, 400, 800, 1000], 'OOM', undefined]);
  });

  test('gives up what is not wanted any more, and what waiting cannot cure', async () => {
    const wait = new RedisWait(createLogger('spec', 'silent'), () => Promise.resolve());
    await expect(wait.until(() => Promise.reject(refused), () => false)).rejects.toBe(refused);
    const fatal = new TapewireError('STATE_CORRUPT', 'no');
    await expect(wait.until(() => Promise.reject(fatal), () => true)).rejects.toBe(fatal);
    expect(wait.reason).toBeUndefined();
  });
});
