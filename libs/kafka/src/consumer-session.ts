import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@tapewire/telemetry';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { stickyAssigner } from './assigner.ts';
import type { FetchControl } from './feed-options.ts';
import { toInRecord, type InRecord } from './records.ts';
import { createKafka, type KafkaSettings } from './settings.ts';
import { within } from './within.ts';

export interface SessionOptions {
  readonly settings: KafkaSettings;
  readonly groupId: string;
  readonly topics: readonly string[];
  readonly sessionTimeoutMs: number;
  readonly logger: Logger;
  readonly owned: () => readonly number[];
  /** Called synchronously when the group has assigned partitions, before anything of them is fetched. */
  readonly onJoin: (assignment: Readonly<Record<string, readonly number[]>>) => void;
  /** Whether the records were taken. */
  readonly onBatch: (topic: string, p: number, records: readonly InRecord[], high: number) => boolean;
  /** Offsets to commit for operators to look at. */
  readonly accepted: () => readonly { topic: string; p: number; offset: number }[];
  /** The session is over and will not come back. */
  readonly onEnd: (reason: string) => void;
}

const FETCH_WAIT_MS = 200;
const PARTITION_BYTES = 524_288;
/** After few records of a partition nothing is fetched for so long: what other partitions get meanwhile comes with the next fetch. */
const FETCH_PAUSE_MS = 3;
const FEW_RECORDS = 64;
/** kafkajs hands over the partitions of one fetch one after another unless told otherwise, and each would pause by itself. */
const AT_ONCE = 16;
const REBALANCE_TIMEOUT_MS = 15_000;
const COMMIT_EVERY_MS = 5000;
const RESTART_MS = 500;
const LEAVE_MS = 1000;
const WATCH_EVERY_MS = 1000;
/** kafkajs can stall without an error; so many session timeouts without a sign of life end the session. */
const STALLED_SESSIONS = 5;

/**
 * One kafkajs consumer, from joining the group until it ends, for whatever reason. kafkajs never restarts it by
 * itself: there is one way to recover, a new session.
 */
export class ConsumerSession {
  readonly #options: SessionOptions;
  readonly #consumer: Consumer;
  #lastSign = Date.now();
  #joined = false;
  #over = false;
  #watch: NodeJS.Timeout | undefined;
  #commit: NodeJS.Timeout | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { settings, groupId, logger, sessionTimeoutMs } = options;
    this.#consumer = createKafka(settings, logger).consumer({
      groupId,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: Math.floor(sessionTimeoutMs / 4),
      rebalanceTimeout: REBALANCE_TIMEOUT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: PARTITION_BYTES,
      partitionAssigners: [stickyAssigner(options.owned)],
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 100, maxRetryTime: 1000, retries: 8, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  /** Whether the group counts this process among its members, as far as is known. */
  get joined(): boolean {
    return this.#joined && !this.#over && Date.now() - this.#lastSign < this.#options.sessionTimeoutMs;
  }

  /** How the feeds steer what is fetched. Of no effect once the session is over. */
  get control(): Omit<FetchControl, 'end'> {
    const unlessOver = (steer: () => void): void => {
      if (!this.#over) steer();
    };
    return {
      pause: (topic, p) => { unlessOver(() => { this.#consumer.pause([{ topic, partitions: [p] }]); }); },
      resume: (topic, p) => { unlessOver(() => { this.#consumer.resume([{ topic, partitions: [p] }]); }); },
      seek: (topic, p, offset) => { unlessOver(() => { this.#consumer.seek({ topic, partition: p, offset: String(offset) }); }); },
    };
  }

  start(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => {
      if (this.#over) return;
      this.#joined = true;
      this.#lastSign = Date.now();
      this.#options.onJoin(payload.memberAssignment);
    });
    this.#consumer.on(events.HEARTBEAT, () => { this.#lastSign = Date.now(); });
    this.#consumer.on(events.CRASH, ({ payload }) => { this.#fail(payload.error.message); });
    this.#watch = setInterval(() => {
      const silent = Date.now() - this.#lastSign;
      if (silent > this.#options.sessionTimeoutMs * STALLED_SESSIONS) this.#fail(`no sign of life for ${silent} ms`);
    }, WATCH_EVERY_MS);
    this.#commit = setInterval(() => void this.#commitOffsets(), COMMIT_EVERY_MS);
    this.#run().catch((error: unknown) => { this.#fail(error instanceof Error ? error.message : String(error)); });
  }

  /** Leaves the group, as far as Kafka can be reached. */
  async end(): Promise<void> {
    const leave = async (): Promise<void> => {
      if (this.joined) await this.#commitOffsets();
      this.#close();
      await this.#consumer.disconnect();
    };
    await within(LEAVE_MS, leave());
    this.#close();
  }

  async #run(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...this.#options.topics], fromBeginning: true });
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: AT_ONCE,
      eachBatch: async (payload) => {
        this.#take(payload);
        if (payload.batch.messages.length < FEW_RECORDS) await delay(FETCH_PAUSE_MS);
      },
    });
  }

  #take(payload: EachBatchPayload): void {
    const { batch } = payload;
    if (this.#over || payload.isStale()) return;
    const taken = this.#options.onBatch(batch.topic, batch.partition, batch.messages.map(toInRecord), Number(batch.highWatermark));
    if (taken) payload.resolveOffset(batch.lastOffset());
  }

  async #commitOffsets(): Promise<void> {
    const offsets = this.#options.accepted();
    if (!this.#joined || offsets.length === 0) return;
    try {
      await this.#consumer.commitOffsets(offsets.map(({ topic, p, offset }) => ({ topic, partition: p, offset: String(offset) })));
    } catch (error) {
      this.#options.logger.debug({ err: error }, 'committing offsets failed; they are only for operators to look at');
    }
  }

  #close(): void {
    this.#over = true;
    clearInterval(this.#watch);
    clearInterval(this.#commit);
  }

  #fail(reason: string): void {
    if (this.#over) return;
    this.#close();
    // It may hang, which is why nobody waits for it.
    void this.#consumer.disconnect().catch(() => undefined);
    setTimeout(() => { this.#options.onEnd(reason); }, RESTART_MS);
  }
}
