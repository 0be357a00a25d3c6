/** Ends a user's access on every pod: `npm run revoke -- USER`, with REDIS_URL and TAPEWIRE_PREFIX of the installation. */
import { loadConfig, prefixField } from '@tapewire/config';
import { names, TapewireError } from '@tapewire/contracts';
import { connected, connectRedis } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { z } from 'zod';
import { revoke } from '../auth/revocations.ts';
import { schema } from '../config.ts';
import { redisSettings } from '../redis-clients.ts';

const settings = z.object({ prefix: prefixField, redis: schema.shape.redis });
const [user, ...rest] = process.argv.slice(2);

if (user === undefined || user.startsWith('-') || rest.length > 0) {
  process.stderr.write('usage: npm run revoke -- USER\n');
  process.exitCode = 2;
} else {
  try {
    const config = loadConfig(settings, process.env);
    const redis = connectRedis(redisSettings(config.redis, 'revoke'), createLogger('revoke', 'warn'));
    await connected(redis);
    await revoke(redis, names(config.prefix), user, Date.now());
    redis.disconnect();
    process.stdout.write(`${user}: tokens issued before now are no longer valid, connections are being closed\n`);
  } catch (error) {
    if (!(error instanceof TapewireError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
