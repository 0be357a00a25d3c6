import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Names, names as namesOf } from '@tapewire/contracts';
import type { FeedSource, PreviousLine } from '@tapewire/feeds';
import { KafkaAdmin, keepTrying, PartitionProducer, TopicGuard, within, type OutRecord } from '@tapewire/kafka';
import { sessionStates } from '@tapewire/market';
import type { ServiceTools } from '@tapewire/service';
import type { IngestorConfig } from './config.ts';
import { type FeedChoice, chooseFeed, type ReplayableChoice } from './feed/choose-feed.ts';
import type { LiveChoice } from './feed/choose-live.ts';
import { findLast, findResume, type Resume } from './feed/resume.ts';
import { FeedRun } from './feed-run.ts';
import { LiveRun } from './live-run.ts';
import { DeadLetters } from './publish/dead-letters.ts';
import { topicOptions } from './topic-options.ts';
import { Publisher } from './publish/publisher.ts';
import { Spool } from './publish/spool.ts';
import { TopicRun } from './topic-run.ts';

const NAME = 'feed-ingestor';
const DAY_MS = 86_400_000;
const CLOSE_MS = 1000;

/** Brings the feed to Kafka for as long as the process lives. */
@Injectable()
export class IngestorService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #config: IngestorConfig;
  readonly #tools: ServiceTools;
  readonly #stopping = new AbortController();
  readonly #closers: (() => Promise<void>)[] = [];
  #waitingFor: string | undefined = 'Kafka';
  #feed: FeedRun | LiveRun | TopicRun | undefined;
  #running: Promise<void> | undefined;

  constructor(config: IngestorConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    tools.metrics.observe('tapewire_session', () => sessionStates(Date.now()));
    tools.health.readiness('feed', () => (this.#waitingFor === undefined ? this.#feed?.notReady() : `waiting for ${this.#waitingFor}`));
  }

  onApplicationBootstrap(): void {
    this.#running = this.#run().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      this.#tools.logger.fatal({ err: error }, 'the feed cannot be read');
      this.#waitingFor = `an operator: ${error instanceof Error ? error.message : String(error)}`;
    });
  }

  /** Reading ends, what was read is written if Kafka takes it in time; the rest is read again by the next process. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    if (this.#feed !== undefined) {
      await this.#feed.stop();
      await within(CLOSE_MS, this.#running ?? Promise.resolve());
    }
    await within(CLOSE_MS, Promise.all(this.#closers.map((close) => close())));
  }

  async #run(): Promise<void> {
    const { config, tools: { logger, metrics, health, safeguards } } = { config: this.#config, tools: this.#tools };
    const { signal } = this.#stopping;
    const settings = { ...config.kafka, clientId: NAME };
    const names = namesOf(config.prefix);
    const choice = await chooseFeed(config);

    const admin = await keepTrying('connecting to Kafka', () => KafkaAdmin.connect(settings, logger), logger, signal);
    this.#closers.push(() => admin.close());
    const producer = await keepTrying('connecting to Kafka', () => PartitionProducer.connect(settings, logger, safeguards), logger, signal);
    this.#closers.push(() => producer.close());

    this.#waitingFor = 'the topics';
    const partitions = await keepTrying('creating the topics', () => this.#topics(admin, names), logger, signal);
    const guard = await TopicGuard.start(admin, names, { retentionMs: config.keepDays * DAY_MS }, logger);
    this.#closers.push(() => { guard.stop(); return Promise.resolve(); });
    health.readiness('topics', () => guard.problem);
    this.#waitingFor = 'the raw log';
    const resume = await keepTrying('looking for where to go on', () => lastClock(admin, names, partitions, choice), logger, signal);
    if (resume !== undefined) logger.info(resume, 'going on where the last process ended');

    const write = (topic: string) => async (p: number, records: readonly OutRecord[]): Promise<void> => {
      await producer.send(topic, p, records);
    };
    const letters = new DeadLetters({
      partitions,
      write: (p, records) => keepTrying('writing dead letters', () => write(names.topics.dlq)(p, records), logger, signal),
    });
    const spool = needsSpool(choice) ? await Spool.open(join(config.spool.dir, 'waiting'), config.spool.maxBytes) : undefined;
    const publisherOptions = { partitions, write: write(names.topics.raw), isWaiting: () => producer.isWaiting, spool, logger, metrics };
    if (choice.type === 'live') {
      const previous = await keepTrying('reading the last records', () => withLast(admin, names, partitions, choice, resume), logger, signal);
      this.#feed = new LiveRun({ choice, previous, letters, publisher: new Publisher(publisherOptions, choice.protocol.isNumbered === true ? (resume?.acked ?? 0) : 0), logger, metrics });
    } else if (choice.type === 'topic') {
      this.#feed = new TopicRun({ choice, letters, publisher: new Publisher(publisherOptions, 0), logger, metrics });
    } else {
      this.#waitingFor = 'the source to be read';
      const source = await this.#read(choice, resume, letters);
      this.#feed = new FeedRun({ source, speed: choice.speed, resume, publisher: new Publisher(publisherOptions, resume?.acked ?? 0), logger });
    }
    this.#waitingFor = undefined;
    logger.info({ ...this.#feed.describe(), partitions }, 'reading the feed');
    await this.#feed.run();
  }

  /** Opens a source; its rejects are written before its first record, so only the first process has them to write. */
  async #read(choice: ReplayableChoice, resume: Resume | undefined, letters: DeadLetters): Promise<FeedSource> {
    const source = await choice.open(resume, async (reject) => {
      if (resume !== undefined) return;
      this.#tools.metrics.add('tapewire_dead_letters_total', 1, { stage: 'feed-ingestor' });
      await letters.add(reject);
    });
    await letters.flush();
    return source;
  }

  async #topics(admin: KafkaAdmin, names: Names): Promise<number> {
    if (this.#config.createTopics) await admin.ensureTopics(names, topicOptions(this.#config));
    return admin.waitForTopics(names, this.#stopping.signal);
  }
}

/** What can be read again as fast or slowly as one likes needs none. */
const needsSpool = (choice: FeedChoice): boolean => choice.type === 'live' || (choice.type === 'replayable' && choice.speed !== 'max');

/** A topic goes on where its consumer group is. */
async function lastClock(admin: KafkaAdmin, names: Names, partitions: number, choice: FeedChoice): Promise<Resume | undefined> {
  if (choice.type === 'topic') return undefined;
  return findResume(partitions, (p, records) => admin.readTail(names.topics.raw, p, records), choice.isOurs);
}

/** For a vendor that sends again: also what the log holds from there on. */
async function withLast(admin: KafkaAdmin, names: Names, partitions: number, { protocol }: LiveChoice, resume: Resume | undefined): Promise<PreviousLine | undefined> {
  if (resume === undefined || protocol.overlap === undefined) return resume;
  const since = resume.ts - protocol.overlap;
  return { ...resume, last: await findLast(partitions, (p, records) => admin.readTail(names.topics.raw, p, records), protocol.source, since) };
}
