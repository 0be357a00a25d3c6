import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { Logger } from '@tapewire/telemetry';
import { Kafka, logLevel, type KafkaConfig, type SASLOptions } from 'kafkajs';
import { kafkaLog } from './kafka-log.ts';
import { teachPlainFetch } from './plain-fetch.ts';
import { fixRequestQueue } from './request-queue.ts';

/** How to reach Kafka: what `kafkaConfig` of @tapewire/config yields, and a name for this client. */
export interface KafkaSettings {
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas; default `tapewire`. */
  readonly clientId?: string;
  readonly ssl?: boolean;
  /** Certificate authority, client certificate and its key (PEM), read at every connection. */
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly sasl?: 'none' | 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username?: string | undefined;
  /** A function is asked at every connection. */
  readonly password?: string | (() => string) | undefined;
}

const CONNECTION_TIMEOUT_MS = 3000;
const REQUEST_TIMEOUT_MS = 10_000;

/** A kafkajs client that logs through pino. */
export function createKafka(settings: KafkaSettings, logger: Logger): Kafka {
  fixRequestQueue();
  teachPlainFetch();
  const sasl = signIn(settings);
  const config: KafkaConfig = {
    brokers: [...settings.brokers],
    clientId: settings.clientId ?? 'tapewire',
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    logLevel: logLevel.INFO,
    logCreator: kafkaLog(logger),
    ...(settings.ssl === true ? { ssl: tlsOptions(settings) } : {}),
    ...(sasl === undefined ? {} : { sasl }),
  };
  return new Kafka(config);
}

/** kafkajs reads these anew for every connection, so a rotated certificate or password needs no restart. */
function tlsOptions({ caFile, certFile, keyFile }: KafkaSettings): ConnectionOptions {
  return {
    get ca() { return contentOf(caFile); },
    get cert() { return contentOf(certFile); },
    get key() { return contentOf(keyFile); },
  };
}

const contentOf = (file: string | undefined): string | undefined => (file === undefined ? undefined : readFileSync(file, 'utf8'));

function signIn({ sasl = 'none', username = '', password = '' }: KafkaSettings): SASLOptions | undefined {
  const secret = typeof password === 'function' ? password : () => password;
  switch (sasl) {
    case 'none':
      return undefined;
    case 'plain':
      return { mechanism: 'plain', username, get password() { return secret(); } };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, get password() { return secret(); } };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, get password() { return secret(); } };
  }
}
