import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { names as namesOf } from '@tapewire/contracts';
import { CODECS } from '@tapewire/feeds';
import { DEFAULT_TAPE_CONFIG } from '@tapewire/market';
import { agreeOnEpoch, KafkaAdmin, keepTrying, PartitionConsumer, PartitionProducer, TopicGuard, within } from '@tapewire/kafka';
import type { ServiceTools } from '@tapewire/service';
import type { NormalizerConfig } from './config.ts';
import { NormalizerStage } from './stage/normalizer-stage.ts';

const NAME = 'normalizer';
const DAY_MS = 86_400_000;
/** Together with the consumer's own bounds less than a process has to end. */
const START_MS = 500;
const CLOSE_MS = 1000;

/** Connects the stage to Kafka for as long as the process lives. */
@Injectable()
export class NormalizerService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #config: NormalizerConfig;
  readonly #tools: ServiceTools;
  readonly #stopping = new AbortController();
  readonly #closers: (() => Promise<void>)[] = [];
  #consumer: PartitionConsumer | undefined;
  #producer: PartitionProducer | undefined;
  #waitingFor: string | undefined = 'Kafka';
  #running: Promise<void> | undefined;

  constructor(config: NormalizerConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    tools.health.readiness('kafka', () => (this.#waitingFor === undefined ? this.#consumer?.notReady() ?? this.#notWriting() : `waiting for ${this.#waitingFor}`));
  }

  onApplicationBootstrap(): void {
    const { logger } = this.#tools;
    this.#running = this.#run().catch((error: unknown) => {
      if (this.#stopping.signal.aborted) return;
      logger.fatal({ err: error }, 'the normalizer cannot run');
      this.#waitingFor = `an operator: ${error instanceof Error ? error.message : String(error)}`;
    });
  }

  /** In-flight batches end, a last checkpoint is written, the group is left; then connections are closed. Each only so long: Kafka may be away. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    await within(START_MS, this.#running ?? Promise.resolve());
    await this.#consumer?.stop();
    await within(CLOSE_MS, Promise.all(this.#closers.map((close) => close())));
  }

  #notWriting(): string | undefined {
    return this.#producer?.isWaiting === true ? 'Kafka does not take records' : undefined;
  }

  async #run(): Promise<void> {
    const { kafka, prefix, tape, checkpointMs, maxBatch, keepDays } = this.#config;
    const { logger, metrics, health, safeguards } = this.#tools;
    const { signal } = this.#stopping;
    const settings = { ...kafka, clientId: NAME };
    const names = namesOf(prefix);

    const admin = await keepTrying('connecting to Kafka', () => KafkaAdmin.connect(settings, logger), logger, signal);
    this.#closers.push(() => admin.close());
    const producer = await keepTrying('connecting to Kafka', () => PartitionProducer.connect(settings, logger, safeguards), logger, signal);
    this.#closers.push(() => producer.close());
    this.#producer = producer;

    this.#waitingFor = 'the topics';
    await keepTrying('looking for the topics', () => admin.waitForTopics(names, signal), logger, signal);
    const guard = await TopicGuard.start(admin, names, { retentionMs: keepDays * DAY_MS }, logger);
    this.#closers.push(() => { guard.stop(); return Promise.resolve(); });
    health.readiness('topics', () => guard.problem);
    const epoch = await keepTrying('reading the epoch', () => agreeOnEpoch(admin, producer, names), logger, signal);
    logger.info({ epoch }, 'epoch');

    const stage = new NormalizerStage({
      names, epoch: epoch.number, config: { ...DEFAULT_TAPE_CONFIG, ...tape }, codecs: CODECS, reader: admin.reader, producer, checkpointMs, logger, metrics, safeguards, now: Date.now,
    });
    this.#waitingFor = undefined;
    this.#consumer = await PartitionConsumer.start({ settings, groupId: names.group(NAME), topic: names.topics.raw, handler: stage, logger, maxBatch });
  }
}
