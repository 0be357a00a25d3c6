import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from '@tapewire/telemetry';

export type RedisClient = Redis;

/** How to reach Redis. */
export interface RedisSettings {
  /** `redis://…` or `rediss://…` (TLS). */
  readonly url: string;
  /** Name of the connection in `CLIENT LIST`. */
  readonly clientName: string;
  readonly username?: string | undefined;
  /** A function is asked at every connection. */
  readonly password?: string | (() => string) | undefined;
  /** Certificate authority of a `rediss://` server (PEM), read at every connection. */
  readonly caFile?: string | undefined;
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
  const redis: Redis = new Redis(settings.url, {
    protocol: 2,
    retryStrategy: (attempt) => {
      // What has been rotated since is in force at the next connection.
      Object.assign(redis.options, secretsOf(settings));
      return Math.min(attempt * 20, RETRY_MAX);
    },
    connectionName: settings.clientName,
    enableOfflineQueue: options.whileAway === 'queue',
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
    ...(options.commandTimeout === undefined ? {} : { commandTimeout: options.commandTimeout }),
    ...(settings.username === undefined ? {} : { username: settings.username }),
    ...secretsOf(settings),
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

function secretsOf({ url, password, caFile }: RedisSettings): Pick<RedisOptions, 'password' | 'tls'> {
  const secret = typeof password === 'function' ? password() : password;
  return {
    ...(secret === undefined ? {} : { password: secret }),
    ...(caFile !== undefined && url.startsWith('rediss:') ? { tls: { ca: readFileSync(caFile, 'utf8') } } : {}),
  };
}

/** Resolves once the connection takes commands. */
export const connected = (redis: RedisClient): Promise<void> =>
  redis.status === 'ready'
    ? Promise.resolve()
    : new Promise((resolve) => {
        redis.once('ready', resolve);
      });
