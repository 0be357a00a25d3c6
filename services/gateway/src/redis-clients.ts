import { connectRedis, type RedisClient, type RedisSettings } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';
import type { GatewayConfig } from './config.ts';

/** Connections to Redis: one for queries, two for the socket.io adapter. */
export interface RedisClients {
  readonly queries: RedisClient;
  readonly pub: RedisClient;
  readonly sub: RedisClient;
}

const QUERY_TIMEOUT_MS = 10_000;

/** Opens all connections; each comes back by itself. */
export function connectClients({ redis }: GatewayConfig, logger: Logger): RedisClients {
  return {
    queries: connectRedis(redisSettings(redis, 'gateway-queries'), logger, { commandTimeout: QUERY_TIMEOUT_MS }),
    pub: connectRedis(redisSettings(redis, 'gateway-pub'), logger, { whileAway: 'queue' }),
    sub: connectRedis(redisSettings(redis, 'gateway-sub'), logger, { whileAway: 'queue' }),
  };
}

/** Settings of a connection with the name that `CLIENT LIST` shows. */
export const redisSettings = (redis: GatewayConfig['redis'], clientName: string): RedisSettings => ({ ...redis, clientName });
