import { connectRedis, type RedisClient } from '@tapewire/redis';
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
export function connectClients({ redis: { url, username, password } }: GatewayConfig, logger: Logger): RedisClients {
  const sign = { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
  const settings = (use: string) => ({ url, clientName: `gateway-${use}`, ...sign });
  return {
    queries: connectRedis(settings('queries'), logger, { commandTimeout: QUERY_TIMEOUT_MS }),
    pub: connectRedis(settings('pub'), logger, { whileAway: 'queue' }),
    sub: connectRedis(settings('sub'), logger, { whileAway: 'queue' }),
  };
}
