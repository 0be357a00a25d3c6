import type { Logger } from '@tapewire/telemetry';
import { KafkaAdmin } from './admin.ts';
import { keepTrying } from './keep-trying.ts';
import { PartitionProducer } from './producer.ts';
import type { KafkaSettings } from './settings.ts';
import type { ProduceSafeguards } from './unsafe-produce.ts';

export interface KafkaClients {
  readonly admin: KafkaAdmin;
  readonly producer: PartitionProducer;
}

export interface ConnectOptions {
  readonly signal: AbortSignal;
  readonly safeguards?: ProduceSafeguards;
  /** Is given what has to be closed at the end. */
  readonly onClose: (close: () => Promise<void>) => void;
}

/** What a stage needs of Kafka besides consuming, connected once Kafka is there. */
export async function connectClients(settings: KafkaSettings, logger: Logger, { signal, safeguards, onClose }: ConnectOptions): Promise<KafkaClients> {
  const admin = await keepTrying('connecting to Kafka', () => KafkaAdmin.connect(settings, logger), logger, signal);
  onClose(() => admin.close());
  const producer = await keepTrying('connecting to Kafka', () => PartitionProducer.connect(settings, logger, safeguards), logger, signal);
  onClose(() => producer.close());
  return { admin, producer };
}
