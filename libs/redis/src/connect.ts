import { Redis } from 'ioredis';
import type { Logger } from '@tapewire/telemetry';

export type RedisClient = Redis;

/** How to reach Redis. */
export interface RedisSettings {
  /** `redis://…` or `rediss://…` (TLS). */
  readonly url: string;
  /** Name of the connection in `CLIENT LIST`. */
  readonly clientName: string;
  readonly username?: string;
  readonly password?: string;
}

export interface ConnectOptions {
  /**
   * `fail` (default): a command given while Redis is away is rejected at once, so that the caller decides.
   * `queue`: it waits for the connection, as the socket.io adapter's clients need.
   */
  readonly whileAway?: 'fail' | 'queue';
  /** Milliseconds after which a command without an answer is rejected. */
  readonly commandTimeout?: number;
}

const RETRY_MAX = 200;

/**
 * A connection that comes back by itself within 200 ms of Redis. Resolves at once; `connected` waits for it.
 * Commands under way when the connection breaks are rejected, never sent again behind the caller's back.
 */
export function connectRedis(settings: RedisSettings, logger: Logger, options: ConnectOptions = {}): RedisClient {
  const redis = new Redis(settings.url, {
    protocol: 2,
    retryStrategy: (attempt) => Math.min(attempt * 20, RETRY_MAX),
    connectionName: settings.clientName,
    enableOfflineQueue: options.whileAway === 'queue',
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    ...(options.commandTimeout === undefined ? {} : { commandTimeout: options.commandTimeout }),
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...(settings.password === undefined ? {} : { password: settings.password }),
  });
  let told = '';
  redis.on('error', (error: Error) => {
    if (error.message !== told) logger.warn({ err: error, client: settings.clientName }, 'Redis connection failed');
    told = error.message;
  });
  redis.on('ready', () => {
    if (told !== '') logger.info({ client: settings.clientName }, 'Redis is back');
    told = '';
  });
  return redis;
}

/** Resolves once the connection takes commands. */
export const connected = (redis: RedisClient): Promise<void> =>
  redis.status === 'ready'
    ? Promise.resolve()
    : new Promise((resolve) => {
        redis.once('ready', resolve);
      });
