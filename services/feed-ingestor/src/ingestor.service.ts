import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Names, names as namesOf } from '@tapewire/contracts';
import type { FeedSource, PreviousLine } from '@tapewire/feeds';
import { connectClients, type KafkaAdmin, keepTrying, TopicGuard, type OutRecord } from '@tapewire/kafka';
import { sessionStates } from '@tapewire/market';
import { BackgroundWork, type ServiceTools } from '@tapewire/service';
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
import { type PublishFilesOptions, watchReference, watchSettings } from './settings/publish-files.ts';
import { TopicRun } from './topic-run.ts';

const NAME = 'feed-ingestor';
const DAY_MS = 86_400_000;
const CLOSE_MS = 1000;

/** Brings the feed to Kafka for as long as the process lives. */
@Injectable()
export class IngestorService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #config: IngestorConfig;
  readonly #tools: ServiceTools;
  readonly #work: BackgroundWork;
  #feed: FeedRun | LiveRun | TopicRun | undefined;

  constructor(config: IngestorConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    tools.metrics.observe('tapewire_session', () => sessionStates(Date.now()));
    this.#work = new BackgroundWork({ ...tools, check: 'feed', waitingFor: 'Kafka', notReady: () => this.#feed?.notReady() });
  }

  onApplicationBootstrap(): void {
    this.#work.start('the feed cannot be read', () => this.#run());
  }

  /** Reading ends, what was read is written if Kafka takes it in time; the rest is read again by the next process. */
  async onModuleDestroy(): Promise<void> {
    this.#work.abort();
    await this.#feed?.stop();
    await this.#work.end(CLOSE_MS);
    await this.#work.close(CLOSE_MS);
  }

  async #run(): Promise<void> {
    const { config, tools: { logger, metrics, health, safeguards } } = { config: this.#config, tools: this.#tools };
    const { signal } = this.#work;
    const settings = { ...config.kafka, clientId: NAME };
    const names = namesOf(config.prefix);
    const choice = await chooseFeed(config);
    const { admin, producer } = await connectClients(settings, logger, { signal, safeguards, onClose: (close) => { this.#work.onClose(close); } });

    this.#work.waitingFor = 'the topics';
    const partitions = await keepTrying('creating the topics', () => this.#topics(admin, names), logger, signal);
    const guard = await TopicGuard.start(admin, names, { retentionMs: config.keepDays * DAY_MS }, logger);
    this.#work.onClose(() => { guard.stop(); });
    health.readiness('topics', () => guard.problem);
    this.#work.waitingFor = 'the rules to be published';
    await this.#publishFiles({ names, partitions, reader: admin.reader, producer, logger, signal, now: Date.now });
    this.#work.waitingFor = 'the raw log';
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
      this.#work.waitingFor = 'the source to be read';
      const source = await this.#read(choice, resume, letters);
      this.#feed = new FeedRun({ source, speed: choice.speed, resume, publisher: new Publisher(publisherOptions, resume?.acked ?? 0), logger });
    }
    this.#work.waitingFor = undefined;
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

  /** Rules, thresholds and reference data come before the first record of the feed. */
  async #publishFiles(options: PublishFilesOptions): Promise<void> {
    const { reference, ...settings } = this.#config.settings;
    const watches = [watchSettings(settings, options), ...(reference === undefined ? [] : [watchReference(reference, options)])];
    this.#tools.metrics.observe('tapewire_settings_refused', () =>
      watches.map(({ what, fault }) => ({ value: fault === undefined ? 0 : 1, labels: { what } })));
    for (const watch of watches) {
      await watch.start();
      this.#work.onClose(() => watch.stop());
    }
  }

  async #topics(admin: KafkaAdmin, names: Names): Promise<number> {
    if (this.#config.createTopics) await admin.ensureTopics(names, topicOptions(this.#config));
    return admin.waitForTopics(names, this.#work.signal);
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
