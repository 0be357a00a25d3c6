import { DEFAULT_PREFIX } from '@tapewire/contracts';
import { z } from 'zod';
import { choice, flag, integer, list, liveSecret, text } from './builders.ts';

/** The installation's name prefix, which every service has. */
export const prefix = text('TAPEWIRE_PREFIX', 'Prefix of all Kafka and Redis names of this installation', { default: DEFAULT_PREFIX });

/** How long topics must keep what a restart may need. */
export const keepDays = integer('KEEP_DAYS', 'Days that topics must keep records at least, checked at start: the kept sessions and a long weekend', { default: 6, min: 1 });

/** How to reach Kafka, for every service that does. */
export const kafka = z.object({
  brokers: list('KAFKA_BROKERS', 'Kafka brokers as host:port, separated by commas'),
  ssl: flag('KAFKA_SSL', 'Speak TLS to Kafka', { default: false }),
  caFile: text('KAFKA_CA_FILE', 'File with the certificate authority of the brokers (PEM), read again at every connection', { optional: true }),
  certFile: text('KAFKA_CERT_FILE', 'File with the client certificate (PEM), where the brokers ask for one', { optional: true }),
  keyFile: text('KAFKA_KEY_FILE', 'File with the key of KAFKA_CERT_FILE (PEM)', { optional: true }),
  sasl: choice('KAFKA_SASL', 'How to sign in to Kafka', ['none', 'plain', 'scram-sha-256', 'scram-sha-512'], { default: 'none' }),
  username: text('KAFKA_USERNAME', 'User name for KAFKA_SASL', { optional: true }),
  password: liveSecret('KAFKA_PASSWORD', 'Password for KAFKA_SASL', { optional: true }),
});

/** How to reach Redis, for every service that does. */
export const redis = z.object({
  url: text('REDIS_URL', 'Redis with Search: redis://host:port, or rediss:// for TLS'),
  caFile: text('REDIS_CA_FILE', 'File with the certificate authority of a rediss:// server (PEM), read again at every connection', { optional: true }),
  username: text('REDIS_USERNAME', 'User name for Redis (ACL)', { optional: true }),
  password: liveSecret('REDIS_PASSWORD', 'Password for Redis', { optional: true }),
});
