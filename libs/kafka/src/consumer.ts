import { metrics as metricsOf, type Logger } from '@tapewire/telemetry';
import { ConsumerSession } from './consumer-session.ts';
import type { FetchControl } from './feed-options.ts';
import type { PartitionHandler, PartitionStatus } from './handler.ts';
import { LogReader } from './log-reader.ts';
import { OneByOne } from './one-by-one.ts';
import { PartitionFeed } from './partition-feed.ts';
import type { KafkaSettings } from './settings.ts';
import { within } from './within.ts';

export interface ConsumerOptions {
  readonly settings: KafkaSettings;
  readonly groupId: string;
  /** One topic, or several of equal partition count: partition p of all of them comes to one process. */
  readonly topic: string | readonly string[];
  readonly handler: PartitionHandler;
  readonly logger: Logger;
  /** Most records handed over at once; default 1000. */
  readonly maxBatch?: number;
  /** Records of one partition that may wait in memory; default 4000. */
  readonly maxQueued?: number;
  /** Silence after which the group gives this process' partitions away; default 6000 ms. */
  readonly sessionTimeoutMs?: number;
}

export interface ConsumerStatus {
  /** Whether this process is a member of its group and the group hears it. */
  readonly joined: boolean;
  readonly partitions: readonly PartitionStatus[];
  /** Joined, and every partition has reached what its log held when it was opened. */
  readonly caughtUp: boolean;
}

const MAX_BATCH = 1000;
const MAX_QUEUED = 4000;
const SESSION_TIMEOUT_MS = 6000;
/** Within what a process has to end in. */
const FINISH_MS = 2000;
const CLOSE_MS = 500;

/**
 * Consumes partitions by the rules of DESIGN section 3. Positions are the stage's own: on every join all partitions
 * are paused at once, their state is dropped, loaded, and only then fetched from where the state says. Offsets
 * committed to Kafka are for operators to look at.
 */
export class PartitionConsumer {
  readonly #options: ConsumerOptions;
  readonly #reader: LogReader;
  readonly #feeds = new Map<string, PartitionFeed>();
  readonly #loads = new Map<string, OneByOne>();
  #session: ConsumerSession | undefined;
  #stopping = false;

  private constructor(options: ConsumerOptions, reader: LogReader) {
    this.#options = options;
    this.#reader = reader;
  }

  /** Joins the group; partitions are opened as they are assigned. */
  static async start(options: ConsumerOptions): Promise<PartitionConsumer> {
    const consumer = new PartitionConsumer(options, await LogReader.connect(options.settings, options.logger));
    consumer.#observe();
    consumer.#begin();
    return consumer;
  }

  status(): ConsumerStatus {
    const partitions = [...this.#feeds.values()].map((feed) => feed.status());
    const joined = this.#session?.joined ?? false;
    return { joined, partitions, caughtUp: joined && partitions.every((p) => p.phase === 'running' && p.caughtUp) };
  }

  /** Why this process is not ready, undefined when it is: the text of a readiness check. */
  notReady(): string | undefined {
    const { joined, partitions } = this.status();
    if (!joined) return 'not a member of the consumer group';
    const waiting = partitions.filter((p) => p.phase !== 'running' || !p.caughtUp);
    if (waiting.length === 0) return undefined;
    return waiting.map((p) => `${p.topic}/${p.p} ${p.phase === 'running' ? `is ${p.lag} records behind` : `is ${p.phase}${p.reason === undefined ? '' : `: ${p.reason}`}`}`).join('; ');
  }

  /** Loads a partition's state again: for a stage that finds out, without a record, that what it wrote is gone. */
  reload(topic: string, p: number): void {
    this.#feeds.get(feedKey(topic, p))?.reload('stage');
  }

  /**
   * Finishes what is in flight, lets the handler release its partitions, and leaves the group. What Kafka or the handler
   * does not get done within some seconds is left to the next owner, who does it again.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    const finished = await within(FINISH_MS, Promise.all([...this.#feeds.values()].map((feed) => feed.finish())));
    if (!finished) this.#options.logger.warn({ groupId: this.#options.groupId }, 'work in flight did not end in time; the next owner does it again');
    this.#dropAll();
    await this.#session?.end();
    await within(CLOSE_MS, this.#reader.close());
  }

  #begin(): void {
    const { settings, groupId, logger, sessionTimeoutMs = SESSION_TIMEOUT_MS } = this.#options;
    const session = new ConsumerSession({
      settings,
      groupId,
      topics: this.#topics,
      sessionTimeoutMs,
      logger,
      owned: () => [...new Set(this.status().partitions.map(({ p }) => p))],
      onJoin: (assignment) => { this.#assign(session, assignment); },
      onBatch: (topic, p, records, high) => this.#feeds.get(feedKey(topic, p))?.offer(records, high) ?? false,
      accepted: () => this.#accepted(),
      onEnd: (reason) => {
        if (session !== this.#session || this.#stopping) return;
        logger.warn({ groupId, reason }, 'the consumer ended, starting a new one');
        this.#dropAll();
        this.#begin();
      },
    });
    this.#session = session;
    session.start();
  }

  get #topics(): readonly string[] {
    return typeof this.#options.topic === 'string' ? [this.#options.topic] : this.#options.topic;
  }

  /** Runs synchronously within the join event, before kafkajs fetches again. */
  #assign(session: ConsumerSession, assignment: Readonly<Record<string, readonly number[]>>): void {
    if (session !== this.#session || this.#stopping) return;
    const { handler, logger, maxBatch = MAX_BATCH, maxQueued = MAX_QUEUED } = this.#options;
    const control: FetchControl = { ...session.control, end: async (topic, p) => (await this.#reader.range(topic, p)).high };
    this.#dropAll();
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const p of partitions) {
        session.control.pause(topic, p);
        const feed = new PartitionFeed({ topic, p, handler, control, logger, loads: this.#loadsOf(topic, p), metrics: metricsOf('kafka'), maxBatch, maxQueued });
        this.#feeds.set(feedKey(topic, p), feed);
        feed.start();
      }
    }
    logger.info({ groupId: this.#options.groupId, assignment }, 'partitions assigned');
  }

  #loadsOf(topic: string, p: number): OneByOne {
    const key = feedKey(topic, p);
    let loads = this.#loads.get(key);
    if (loads === undefined) {
      loads = new OneByOne();
      this.#loads.set(key, loads);
    }
    return loads;
  }

  #dropAll(): void {
    for (const feed of this.#feeds.values()) feed.close();
    this.#feeds.clear();
  }

  #accepted(): { topic: string; p: number; offset: number }[] {
    return [...this.#feeds.values()].flatMap((feed) => {
      const offset = feed.acceptedOffset;
      const { topic, p } = feed.status();
      return offset === undefined ? [] : [{ topic, p, offset }];
    });
  }

  #observe(): void {
    const own = metricsOf('kafka');
    own.observe('tapewire_lag_records', () => this.status().partitions.map(({ topic, p, lag }) => ({ value: lag, labels: { topic, partition: p } })));
    own.observe('tapewire_partitions_assigned', () =>
      this.#topics.map((topic) => ({ value: this.status().partitions.filter((s) => s.topic === topic).length, labels: { topic } })),
    );
  }
}

const feedKey = (topic: string, p: number): string => `${topic}/${p}`;
