import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';
import type { Admin, Consumer, EachBatchPayload } from 'kafkajs';
import { LogReader } from './log-reader.ts';
import { toLogRecord, type LogRecord } from './records.ts';
import { createKafka, type KafkaSettings } from './settings.ts';

/** Records of one partition, in order. */
export interface TopicBatch {
  readonly p: number;
  readonly records: readonly LogRecord[];
  /** Whether this is all that the log held when it was fetched. */
  readonly isLast: boolean;
  /** Offsets before the first record that were deleted before they could be read. */
  readonly missed?: { readonly from: number; readonly to: number };
}

export interface TopicSubscriberOptions {
  readonly settings: KafkaSettings;
  readonly groupId: string;
  readonly topic: string;
  /** Where a group that has read nothing yet begins. */
  readonly start: 'earliest' | 'latest';
  /** Resolves when what the batch leads to is safe: its offset is committed then. Until then `beat` has to be called now and then. */
  readonly handle: (batch: TopicBatch, beat: () => Promise<void>) => Promise<void>;
  readonly logger: Logger;
}

const SESSION_MS = 10_000;
const FETCH_WAIT_MS = 100;
const RETRY_MS = 1000;
/** kafkajs can stall without an error, and hang when it is told to leave. */
const STALLED_MS = 3 * SESSION_MS;
const WATCH_MS = 1000;
const LEAVE_MS = 3000;

/**
 * Reads a topic of somebody else, which may have holes in its offsets (transactions, compaction): at least once, from what
 * its consumer group has committed. Members of one group share the partitions.
 */
export class TopicSubscriber {
  readonly #options: TopicSubscriberOptions;
  readonly #reader: LogReader;
  /** Offset after the last record handed over, by partition. */
  readonly #next = new Map<number, number>();
  /** What the group had committed when this process joined it, and before: kafkajs forgets what is no longer in the log. */
  #committed: Promise<ReadonlyMap<number, number>> = Promise.resolve(new Map());
  #consumer: Consumer | undefined;
  #problem: string | undefined = 'not a member of the consumer group';
  #isStopped = false;

  private constructor(options: TopicSubscriberOptions, reader: LogReader) {
    this.#options = options;
    this.#reader = reader;
  }

  /** Throws KAFKA_UNAVAILABLE while there is no such topic. */
  static async start(options: TopicSubscriberOptions): Promise<TopicSubscriber> {
    const { settings, topic, logger } = options;
    const reader = await LogReader.connect(settings, logger);
    try {
      await reader.range(topic, 0);
      if (options.start === 'latest') await beginAtEnd(options, reader);
    } catch (error) {
      await reader.close();
      throw new TapewireError('KAFKA_UNAVAILABLE', `topic ${topic} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { topic }, error);
    }
    const subscriber = new TopicSubscriber(options, reader);
    void subscriber.#begin();
    return subscriber;
  }

  /** Why nothing is read; undefined while this process is a member of its group. */
  problem(): string | undefined {
    return this.#problem;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await leave(this.#consumer);
    await this.#reader.close();
  }

  async #begin(): Promise<void> {
    const { settings, groupId, topic, logger } = this.#options;
    while (!this.#isStopped) {
      const consumer = createKafka(settings, logger).consumer({
        groupId, sessionTimeout: SESSION_MS, heartbeatInterval: SESSION_MS / 4, maxWaitTimeInMs: FETCH_WAIT_MS, allowAutoTopicCreation: false,
        retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 8, restartOnFailure: () => Promise.resolve(false) },
      });
      this.#consumer = consumer;
      let lastSign = Date.now();
      let watch: NodeJS.Timeout | undefined;
      const ended = new Promise<string>((resolve) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => { resolve(payload.error.message); });
        watch = setInterval(() => { if (Date.now() - lastSign > STALLED_MS) resolve(`no sign of life for ${STALLED_MS} ms`); }, WATCH_MS).unref();
      });
      consumer.on(consumer.events.HEARTBEAT, () => { lastSign = Date.now(); });
      consumer.on(consumer.events.GROUP_JOIN, () => {
        lastSign = Date.now();
        this.#next.clear();
        this.#readCommitted();
        this.#problem = undefined;
      });
      this.#readCommitted();
      try {
        await this.#committed;
        await consumer.connect();
        // Also for what has been deleted since it was committed, and for partitions that are new.
        await consumer.subscribe({ topics: [topic], fromBeginning: true });
        await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => this.#take(consumer, payload) });
        this.#problem = await ended;
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error);
      }
      clearInterval(watch);
      await leave(consumer);
      logger.warn({ topic, reason: this.#problem }, 'reading the topic ended, beginning anew');
      await delay(RETRY_MS);
    }
  }

  async #take(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, handle } = this.#options;
    const records = batch.messages.map(toLogRecord);
    const [first] = records;
    const next = Number(batch.lastOffset()) + 1;
    if (first === undefined || payload.isStale()) return;
    const missed = await this.#missed(batch.partition, first.offset);
    await handle({ p: batch.partition, records, isLast: next >= Number(batch.highWatermark), ...(missed === undefined ? {} : { missed }) }, () => payload.heartbeat());
    if (payload.isStale()) return;
    this.#next.set(batch.partition, next);
    payload.resolveOffset(batch.lastOffset());
    await consumer.commitOffsets([{ topic, partition: batch.partition, offset: String(next) }]);
  }

  /** Where offsets are left out, and the log begins behind the first of them, retention was faster than we. */
  async #missed(p: number, offset: number): Promise<{ from: number; to: number } | undefined> {
    const expected = this.#next.get(p) ?? (await this.#committed).get(p);
    if (expected === undefined || offset <= expected) return undefined;
    const { low } = await this.#reader.range(this.#options.topic, p);
    return low > expected ? { from: expected, to: Math.min(low, offset) - 1 } : undefined;
  }

  #readCommitted(): void {
    const before = this.#committed;
    this.#committed = withAdmin(this.#options, (admin) => committedOffsets(admin, this.#options))
      .then(async (now) => new Map([...(await before), ...now]), () => before);
  }
}

/** Leaves the group, without waiting for one that hangs. */
async function leave(consumer: Consumer | undefined): Promise<void> {
  await Promise.race([consumer?.disconnect().catch(() => undefined), delay(LEAVE_MS)]);
}

async function withAdmin<T>({ settings, logger }: TopicSubscriberOptions, use: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = createKafka(settings, logger).admin();
  await admin.connect();
  try {
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

async function committedOffsets(admin: Admin, { groupId, topic }: TopicSubscriberOptions): Promise<ReadonlyMap<number, number>> {
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  return new Map(found?.partitions.map(({ partition, offset }): [number, number] => [partition, Number(offset)]).filter(([, offset]) => offset >= 0));
}

/** A group that has read nothing begins at the end of each partition there is now. */
async function beginAtEnd(options: TopicSubscriberOptions, reader: LogReader): Promise<void> {
  const { topic, groupId, logger } = options;
  await withAdmin(options, async (admin) => {
    if ((await committedOffsets(admin, options)).size > 0) return;
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    const ends = await Promise.all((topics[0]?.partitions ?? []).map(async ({ partitionId }) => ({
      partition: partitionId, offset: String((await reader.range(topic, partitionId)).high),
    })));
    await admin.setOffsets({ groupId, topic, partitions: ends });
    logger.info({ topic, groupId, ends }, 'beginning at the end of the topic');
  });
}
