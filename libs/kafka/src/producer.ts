import { TapewireError } from '@tapewire/contracts';
import { metrics, type Logger, type Metrics } from '@tapewire/telemetry';
import type { Producer, RecordMetadata } from 'kafkajs';
import { PartitionQueue } from './partition-queue.ts';
import type { OutRecord } from './records.ts';
import { createKafka, type KafkaSettings } from './settings.ts';
import { splitBySize } from './split.ts';

/** Where records were written. */
export interface Written {
  readonly baseOffset: number;
}

const ALL_REPLICAS = -1;
const RETRY = { initialRetryTime: 100, maxRetryTime: 2000, retries: 12 } as const;
const MILLISECONDS = 1000;

/**
 * The only way records are written (DESIGN section 3): one call is one partition of one topic with acks=all, at most
 * one call of a topic-partition is in flight, and the answer must name that partition. A retry may double records;
 * it never loses or reorders them. Transactions and idempotence are not offered: kafkajs' are not safe.
 */
export class PartitionProducer {
  readonly #producer: Producer;
  readonly #metrics: Metrics;
  readonly #queues = new Map<string, PartitionQueue<Written>>();

  private constructor(producer: Producer, own: Metrics) {
    this.#producer = producer;
    this.#metrics = own;
  }

  static async connect(settings: KafkaSettings, logger: Logger): Promise<PartitionProducer> {
    const producer = createKafka(settings, logger).producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      createPartitioner: () => ({ message }) => message.partition ?? -1,
      retry: RETRY,
    });
    await producer.connect();
    return new PartitionProducer(producer, metrics('kafka'));
  }

  /**
   * Writes records to a partition, in order, behind earlier calls for it, and resolves with the offset of the first
   * when all replicas have them. Throws KAFKA_UNAVAILABLE when retries are used up: some may have been written, and
   * calls that were waiting behind this one fail as well.
   */
  send(topic: string, partition: number, records: readonly OutRecord[]): Promise<Written> {
    const name = `${topic}/${partition}`;
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new PartitionQueue();
      this.#queues.set(name, queue);
    }
    return queue.push(() => this.#write(topic, partition, records));
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
  }

  async #write(topic: string, partition: number, records: readonly OutRecord[]): Promise<Written> {
    const started = performance.now();
    try {
      let first: Written | undefined;
      for (const part of splitBySize(records)) {
        const written = await this.#call(topic, partition, part);
        first ??= written;
      }
      this.#metrics.record('tapewire_produce_seconds', (performance.now() - started) / MILLISECONDS, { topic });
      return first ?? { baseOffset: -1 };
    } catch (error) {
      this.#metrics.add('tapewire_produce_failures_total', 1, { topic });
      if (error instanceof TapewireError) throw error;
      throw new TapewireError('KAFKA_UNAVAILABLE', `Writing to ${topic}/${partition} failed for good: ${text(error)}`, { topic, partition }, error);
    }
  }

  async #call(topic: string, partition: number, records: readonly OutRecord[]): Promise<Written> {
    const answer = await this.#producer.send({
      topic,
      acks: ALL_REPLICAS,
      messages: records.map(({ key, value, headers }) => ({ partition, key, value, ...(headers === undefined ? {} : { headers }) })),
    });
    return verify(answer, topic, partition);
  }
}

/** kafkajs can report success for what it never wrote: only an answer that names the partition counts. */
function verify(answer: readonly (RecordMetadata | null)[], topic: string, partition: number): Written {
  const [only] = answer;
  const offset = only?.baseOffset;
  if (answer.length !== 1 || only?.topicName !== topic || only.partition !== partition || only.errorCode !== 0 || offset === undefined) {
    throw new TapewireError('KAFKA_UNAVAILABLE', `Kafka’s answer to a write did not confirm it, expected ${topic}/${partition}, was ${JSON.stringify(answer)}`, {
      topic,
      partition,
    });
  }
  return { baseOffset: Number(offset) };
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
