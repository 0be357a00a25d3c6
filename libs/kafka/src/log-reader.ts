import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';
import { connectCluster, type ClusterConnection } from './cluster.ts';
import { fetchAnswer, type FetchAnswer } from './fetch-answer.ts';
import { toLogRecord, type LogRecord } from './records.ts';
import type { KafkaSettings } from './settings.ts';

/** First and next offset of a partition. */
export interface LogRange {
  readonly low: number;
  readonly high: number;
}

const FETCH_BYTES = 1_048_576;
const FETCH_WAIT_MS = 200;
const TRIES = 25;
const RETRY_MS = 200;

/** Reads logs by offset, outside of consumer groups: tails, single records, whole compacted partitions. */
export class LogReader {
  readonly #connection: ClusterConnection;

  private constructor(connection: ClusterConnection) {
    this.#connection = connection;
  }

  static async connect(settings: KafkaSettings, logger: Logger): Promise<LogReader> {
    return new LogReader(await connectCluster(settings, logger));
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  /** The range of offsets of a partition. */
  async range(topic: string, partition: number): Promise<LogRange> {
    const [low, high] = await Promise.all([this.#offset(topic, partition, true), this.#offset(topic, partition, false)]);
    return { low, high };
  }

  /** The records of `[from, to)`, in order; of a compacted topic those that are left. */
  async *scan(topic: string, partition: number, from: number, to: number): AsyncGenerator<LogRecord> {
    let next = from;
    while (next < to) {
      const { messages, high } = await this.#fetch(topic, partition, next);
      const wanted = messages.filter((m) => Number(m.offset) >= next);
      // Nothing although the log goes on: what stood here was compacted away.
      if (wanted.length === 0 && high > next) next += 1;
      for (const message of wanted) {
        const record = toLogRecord(message);
        if (record.offset >= to) return;
        next = record.offset + 1;
        yield record;
      }
    }
  }

  /** The record at an offset, undefined when the log does not hold it. */
  async readOne(topic: string, partition: number, offset: number): Promise<LogRecord | undefined> {
    const { low, high } = await this.range(topic, partition);
    if (offset < low || offset >= high) return undefined;
    for await (const record of this.scan(topic, partition, offset, offset + 1)) return record;
    return undefined;
  }

  /** The newest record of each of these keys in a partition, those removed left out: for compacted topics. */
  async latest(topic: string, partition: number, keys: readonly string[]): Promise<ReadonlyMap<string, LogRecord>> {
    const { low, high } = await this.range(topic, partition);
    const found = new Map<string, LogRecord>();
    for await (const record of this.scan(topic, partition, low, high)) {
      if (record.key === null || !keys.includes(record.key)) continue;
      if (record.value === null) found.delete(record.key);
      else found.set(record.key, record);
    }
    return found;
  }

  /** The last `n` records of a partition, oldest first. */
  async readTail(topic: string, partition: number, n: number): Promise<LogRecord[]> {
    const { low, high } = await this.range(topic, partition);
    const tail: LogRecord[] = [];
    for await (const record of this.scan(topic, partition, Math.max(low, high - n), high)) tail.push(record);
    return tail;
  }

  #offset(topic: string, partition: number, fromBeginning: boolean): Promise<number> {
    return this.#try(topic, partition, async ({ cluster }) => {
      const [answer] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning }]);
      const found = answer?.partitions.find((p) => p.partition === partition);
      if (found === undefined) throw new TypeError(`the broker named no offset of ${topic}/${partition}`);
      return Number(found.offset);
    });
  }

  #fetch(topic: string, partition: number, offset: number): Promise<FetchAnswer> {
    return this.#try(topic, partition, async ({ cluster }) => {
      const [leader] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
      if (leader === undefined) throw new TypeError(`${topic}/${partition} has no leader`);
      const broker = await cluster.findBroker({ nodeId: leader });
      const response: unknown = await broker.fetch({
        maxWaitTime: FETCH_WAIT_MS,
        minBytes: 1,
        maxBytes: FETCH_BYTES,
        topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
      });
      return fetchAnswer(response, topic, partition);
    });
  }

  /** Leaders move and brokers restart: metadata is read again and the request repeated, for a few seconds. */
  async #try<T>(topic: string, partition: number, request: (connection: ClusterConnection) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const { cluster } = this.#connection;
        if (!cluster.isConnected()) await cluster.connect();
        await cluster.addTargetTopic(topic);
        await cluster.refreshMetadataIfNecessary();
        return await request(this.#connection);
      } catch (error) {
        if (tries >= TRIES || isFinal(error)) {
          const reason = error instanceof Error ? error.message : String(error);
          throw new TapewireError('KAFKA_UNAVAILABLE', `Reading ${topic}/${partition} failed: ${reason}`, { topic, partition }, error);
        }
        await delay(RETRY_MS);
        await this.#refresh(error);
      }
    }
  }

  async #refresh(error: unknown): Promise<void> {
    const { cluster } = this.#connection;
    if (error instanceof Error && 'host' in error && 'port' in error && typeof error.host === 'string' && typeof error.port === 'number') {
      cluster.removeBroker({ host: error.host, port: error.port });
    }
    // A broker that is still away shows in the next try.
    await cluster.refreshMetadata().catch(() => undefined);
  }
}

const isFinal = (error: unknown): boolean => error instanceof Error && error.name === 'KafkaJSOffsetOutOfRange';
