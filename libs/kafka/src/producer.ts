import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError } from '@tapewire/contracts';
import { metrics, type Logger, type Metrics } from '@tapewire/telemetry';
import type { Producer } from 'kafkajs';
import { isAway } from './away.ts';
import { messageOf } from './failure.ts';
import { PartitionQueue } from './partition-queue.ts';
import { onePartitionCall, type ProduceCall, type Written } from './produce-call.ts';
import type { OutRecord } from './records.ts';
import { createKafka, type KafkaSettings } from './settings.ts';
import { splitBySize } from './split.ts';
import { atOnce, mergedCall, type ProduceSafeguards } from './unsafe-produce.ts';
import { within } from './within.ts';

const NOTHING_WRITTEN: Written = { baseOffset: -1 };
/** kafkajs' own; what it gives up is tried again here while Kafka is away. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1000, retries: 6 } as const;
const AWAY_PAUSE_MS = 250;
const CLOSE_MS = 1000;
const MILLISECONDS = 1000;

/**
 * The only way records are written (DESIGN section 3): one call is one partition of one topic with acks=all, at most
 * one call of a topic-partition is in flight, and the answer must name that partition. A retry may double records;
 * it never loses or reorders them. While Kafka or a leader is away a call waits; who calls bounds what waits behind it.
 * Transactions and idempotence are not offered: kafkajs' are not safe.
 */
export class PartitionProducer {
  readonly #producer: Producer;
  readonly #call: ProduceCall;
  readonly #serial: boolean;
  readonly #metrics: Metrics;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  readonly #waiting = new Set<string>();
  readonly #queues = new Map<string, PartitionQueue<Written>>();

  private constructor(producer: Producer, logger: Logger, safeguards: ProduceSafeguards) {
    this.#producer = producer;
    this.#logger = logger;
    this.#call = safeguards('one-partition-per-produce') ? onePartitionCall(producer) : mergedCall(producer);
    this.#serial = safeguards('one-call-in-flight');
    this.#metrics = metrics('kafka');
  }

  /** `safeguards` is for fault tests, which switch rules off to show that they are needed. */
  static async connect(settings: KafkaSettings, logger: Logger, safeguards: ProduceSafeguards = () => true): Promise<PartitionProducer> {
    const producer = createKafka(settings, logger).producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      createPartitioner: () => ({ message }) => message.partition ?? -1,
      retry: RETRY,
    });
    await producer.connect();
    return new PartitionProducer(producer, logger, safeguards);
  }

  /**
   * Writes records to a partition, in order, behind earlier calls for it, and resolves with the offset of the first
   * when all replicas have them. Throws KAFKA_UNAVAILABLE when Kafka refuses them for good or `close` was called: some
   * may have been written, and calls that were waiting behind this one fail as well.
   */
  send(topic: string, partition: number, records: readonly OutRecord[]): Promise<Written> {
    const name = `${topic}/${partition}`;
    let queue = this.#queues.get(name);
    if (queue === undefined) {
      queue = new PartitionQueue();
      this.#queues.set(name, queue);
    }
    const parts = [...splitBySize(records)];
    return queue.push(() => this.#write(topic, partition, parts));
  }

  /** Whether a call waits for a Kafka or a leader that is away. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Gives up what Kafka has not taken; a Kafka that is away is not waited for. */
  async close(): Promise<void> {
    this.#closing.abort();
    await within(CLOSE_MS, this.#producer.disconnect());
  }

  async #write(topic: string, partition: number, parts: readonly (readonly OutRecord[])[]): Promise<Written> {
    const started = performance.now();
    try {
      const call = (part: readonly OutRecord[]): Promise<Written> => this.#untilTaken(topic, partition, part);
      const written = await (this.#serial ? inTurn(parts, call) : atOnce(parts, call));
      this.#metrics.record('tapewire_produce_seconds', (performance.now() - started) / MILLISECONDS, { topic });
      return written;
    } catch (error) {
      this.#metrics.add('tapewire_produce_failures_total', 1, { topic });
      if (error instanceof TapewireError) throw error;
      throw new TapewireError('KAFKA_UNAVAILABLE', `Writing to ${topic}/${partition} failed for good: ${messageOf(error)}`, { topic, partition }, error);
    }
  }

  async #untilTaken(topic: string, partition: number, part: readonly OutRecord[]): Promise<Written> {
    const { signal } = this.#closing;
    const name = `${topic}/${partition}`;
    try {
      for (;;) {
        try {
          const written = await this.#call(topic, partition, part);
          if (this.#waiting.has(name)) this.#logger.info({ topic, partition }, 'Kafka takes writes again');
          return written;
        } catch (error) {
          if (signal.aborted || !isAway(error)) throw error;
          if (!this.#waiting.has(name)) this.#logger.warn({ topic, partition, reason: messageOf(error) }, 'Kafka does not take a write, waiting');
          this.#waiting.add(name);
          this.#metrics.add('tapewire_produce_failures_total', 1, { topic });
          await delay(AWAY_PAUSE_MS, undefined, { signal });
        }
      }
    } finally {
      this.#waiting.delete(name);
    }
  }
}

async function inTurn(parts: readonly (readonly OutRecord[])[], call: (part: readonly OutRecord[]) => Promise<Written>): Promise<Written> {
  let first: Written | undefined;
  for (const part of parts) {
    const written = await call(part);
    first ??= written;
  }
  return first ?? NOTHING_WRITTEN;
}
