import { setTimeout as delay } from 'node:timers/promises';
import { CONTROL_SOURCE, Conflater, encodeControl, EVERY_UNDERLYING, genericCodec, readGenericMessage, type SourceRecord, type VendorRecord } from '@tapewire/feeds';
import { keepTrying, type LogRecord, type TopicBatch, TopicSubscriber } from '@tapewire/kafka';
import type { Logger, Metrics } from '@tapewire/telemetry';
import type { TopicChoice } from './feed/choose-topic.ts';
import { observeFeedDelay } from './feed-delay.ts';
import type { DeadLetters } from './publish/dead-letters.ts';
import type { Publisher } from './publish/publisher.ts';
import { CLOCK_BEHIND_MS, CLOCK_MS, FLUSH_MS, POLL_MS } from './run-timing.ts';

export interface TopicRunOptions {
  readonly choice: TopicChoice;
  readonly letters: DeadLetters;
  readonly publisher: Publisher;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** What is known of a partition of the firm's topic. */
interface Partition {
  /** Offset after the last message that is on the raw log. */
  acked: number;
  /** Time of its newest message, epoch milliseconds. */
  newest: number;
  isCaughtUp: boolean;
}

/**
 * Reads a topic of the firm's own Kafka. Each of its partitions is a line of its own, numbered by its offsets: what is
 * read twice is dropped as a duplicate, and a message is committed when it is on the raw log.
 */
export class TopicRun {
  readonly #options: TopicRunOptions;
  readonly #partitions = new Map<number, Partition>();
  readonly #stopping = new AbortController();
  #subscriber: TopicSubscriber | undefined;
  #n = 0;
  #beats = 0;

  constructor(options: TopicRunOptions) {
    this.#options = options;
    observeFeedDelay(options.metrics, options.choice.name, () => Math.max(0, ...[...this.#partitions.values()].map(({ newest }) => newest)));
  }

  notReady(): string | undefined {
    const { choice, publisher } = this.#options;
    return (this.#subscriber === undefined ? `waiting for topic ${choice.topic}` : this.#subscriber.problem()) ?? publisher.notReady();
  }

  describe(): object {
    const { name, topic, info } = this.#options.choice;
    return { line: name, topic, feed: info };
  }

  async run(): Promise<void> {
    const { choice: { settings, groupId, topic, start }, logger } = this.#options;
    const { signal } = this.#stopping;
    this.#subscriber = await keepTrying(`reading topic ${topic}`, () => TopicSubscriber.start({
      settings, groupId, topic, start, logger, handle: (batch, beat) => this.#take(batch, beat),
    }), logger, signal);
    const clock = setInterval(() => { this.#beat(); }, CLOCK_MS);
    await delay(2 ** 30, undefined, { signal }).catch(() => undefined);
    clearInterval(clock);
  }

  async stop(): Promise<void> {
    const { publisher, letters } = this.#options;
    this.#stopping.abort();
    await Promise.race([this.#subscriber?.stop(), delay(FLUSH_MS)]);
    await letters.flush();
    await publisher.flush(FLUSH_MS);
    await publisher.stop();
  }

  /** Resolves when every message of the batch is on the raw log, or in the dead-letter topic. */
  async #take(batch: TopicBatch, beat: () => Promise<void>): Promise<void> {
    const { publisher, letters } = this.#options;
    const partition = this.#partition(batch);
    const records = batch.records.flatMap((record) => this.#read(batch.p, record));
    for (const { ts } of records) partition.newest = Math.max(partition.newest, ts);
    const first = this.#partitions.has(batch.p) ? [] : [this.#clock(batch.p, partition)];
    this.#partitions.set(batch.p, partition);
    const gap = batch.missed === undefined ? [] : [this.#gap(batch.p, partition, batch.missed)];
    const out = [...first, ...gap, ...this.#conflate(records).map((record) => this.#number(batch.p, record))];
    if (out.length > 0) await publisher.put(out);
    const last = this.#n;
    await letters.flush();
    while (publisher.acked() < last) {
      this.#stopping.signal.throwIfAborted();
      await beat();
      await delay(POLL_MS);
    }
    partition.acked = (batch.records.at(-1)?.offset ?? partition.acked - 1) + 1;
    partition.isCaughtUp = batch.isLast;
  }

  #partition({ p, records }: TopicBatch): Partition {
    return this.#partitions.get(p) ?? { acked: records[0]?.offset ?? 0, newest: 0, isCaughtUp: false };
  }

  #read(p: number, { offset, value }: LogRecord): (VendorRecord & { readonly offset: number })[] {
    const { choice, letters, metrics } = this.#options;
    if (value === null) return [];
    const { records = [], rejects = [] } = readGenericMessage(value.toString());
    for (const reject of rejects) {
      metrics.add('tapewire_dead_letters_total', 1, { stage: 'feed-ingestor' });
      void letters.add({ file: `${choice.topic}/${p}`, line: offset, ...reject });
    }
    return records.map((record) => ({ ...record, offset }));
  }

  /** Of the quotes of a batch the last of each contract, and those in force at its prints. */
  #conflate<R extends VendorRecord>(records: readonly R[]): R[] {
    const conflater = new Conflater<R>(this.#options.choice.quotes);
    return [...conflater.pass(records, 0), ...conflater.due(Infinity)];
  }

  #number(p: number, { ts, underlying, kind, value, offset }: VendorRecord & { readonly offset: number }): SourceRecord {
    return { n: ++this.#n, ts, underlying, source: genericCodec.source, kind, key: `${this.#options.choice.name}/${p}:${offset}`, value };
  }

  #gap(p: number, { newest }: Partition, { from, to }: { readonly from: number; readonly to: number }): SourceRecord {
    const { choice: { name, topic }, metrics } = this.#options;
    metrics.add('tapewire_gaps_total', 1, { line: name });
    const now = Date.now();
    const reason = `messages ${from} to ${to} of ${topic}/${p} were deleted before they were read`;
    return this.#control('gap', encodeControl({ kind: 'gap', line: `${name}/${p}`, from: newest === 0 ? now : newest, to: now, reason }));
  }

  #clock(p: number, partition: Partition): SourceRecord {
    return this.#control('clock', encodeControl(this.#clockOf(p, partition)));
  }

  #control(kind: 'clock' | 'gap', value: string): SourceRecord {
    return { n: ++this.#n, ts: Date.now(), underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind, value };
  }

  /** While a backlog is read time stands at its newest message. */
  #clockOf(p: number, { acked }: Partition): Parameters<Publisher['beat']>[0] {
    const { choice: { name, info } } = this.#options;
    const behind = [...this.#partitions.values()].filter(({ isCaughtUp, newest }) => !isCaughtUp && newest > 0).map(({ newest }) => newest);
    const ts = Math.max(0, Math.min(Date.now() - CLOCK_BEHIND_MS - info.delay, ...behind));
    return { kind: 'clock', ts, line: `${name}/${p}`, acked, feed: info };
  }

  /** Tells the time, and of one partition after the other how far it is. */
  #beat(): void {
    const { publisher } = this.#options;
    const partitions = [...this.#partitions];
    const next = partitions[this.#beats++ % Math.max(1, partitions.length)];
    if (next !== undefined) publisher.beat(this.#clockOf(...next));
  }
}
