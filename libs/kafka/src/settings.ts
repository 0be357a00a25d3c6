import { readFileSync } from 'node:fs';
import type { Logger } from '@tapewire/telemetry';
import { Kafka, logLevel, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { kafkaLog } from './kafka-log.ts';
import { fixRequestQueue } from './request-queue.ts';

/** How to reach Kafka: what `kafkaConfig` of @tapewire/config yields, and a name for this client. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas; default `tapewire`. */
  readonly clientId?: string;
  readonly ssl?: boolean;
  readonly caFile?: string | undefined;
  readonly sasl?: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

const CONNECTION_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 10_000;

/** A kafkajs client that logs through pino. */
export function createKafka(settings: KafkaSettings, logger: Logger): Kafka {
  fixRequestQueue();
  const sasl = signIn(settings);
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId ?? 'tapewire',
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logLevel: logLevel.INFO,
    logCreator: kafkaLog(logger),
    ...(settings.ssl === true ? { ssl: settings.caFile === undefined ? true : { ca: readFileSync(settings.caFile, 'utf8') } } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
  return new Kafka(config);
}

function signIn({ sasl = 'none', username = '', password = '' }: KafkaSettings): SASLOptions | undefined {
  switch (sasl) {
    case 'none':
      return undefined;
    case 'plain':
      return { mechanism: 'plain', username, password };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}
