import { DEFAULT_PREFIX } from '@tapewire/contracts';
import { z } from 'zod';
import { choice, flag, list, secret, text } from './builders.ts';

/** The installation's name prefix, which every service has. */
export const prefix = text('TAPEWIRE_PREFIX', 'Prefix of all Kafka and Redis names of this installation', { default: DEFAULT_PREFIX });

/** How to reach Kafka, for every service that does. */
export const kafka = z.object({
  brokers: list('KAFKA_BROKERS', 'Kafka brokers as host:port, separated by commas'),
  ssl: flag('KAFKA_SSL', 'Speak TLS to Kafka', { default: false }),
  caFile: text('KAFKA_CA_FILE', 'File with the certificate authority of the brokers (PEM)', { optional: true }),
  sasl: choice('KAFKA_SASL', 'How to sign in to Kafka', ['none', 'plain', 'scram-sha-256', 'scram-sha-512'], { default: 'none' }),
  username: text('KAFKA_USERNAME', 'User name for KAFKA_SASL', { optional: true }),
  password: secret('KAFKA_PASSWORD', 'Password for KAFKA_SASL', { optional: true }),
});
