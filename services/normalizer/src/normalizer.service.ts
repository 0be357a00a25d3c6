import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { names as namesOf } from '@tapewire/contracts';
import { CODECS } from '@tapewire/feeds';
import { DEFAULT_TAPE_CONFIG } from '@tapewire/market';
import { agreeOnEpoch, connectClients, keepTrying, PartitionConsumer, type PartitionProducer, TopicGuard } from '@tapewire/kafka';
import { BackgroundWork, type ServiceTools } from '@tapewire/service';
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
  readonly #work: BackgroundWork;
  #consumer: PartitionConsumer | undefined;
  #producer: PartitionProducer | undefined;

  constructor(config: NormalizerConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    this.#work = new BackgroundWork({ ...tools, check: 'kafka', waitingFor: 'Kafka', notReady: () => this.#consumer?.notReady() ?? this.#notWriting() });
  }

  onApplicationBootstrap(): void {
    this.#work.start('the normalizer cannot run', () => this.#run());
  }

  /** In-flight batches end, a last checkpoint is written, the group is left; then connections are closed. Each only so long: Kafka may be away. */
  async onModuleDestroy(): Promise<void> {
    await this.#work.end(START_MS);
    await this.#consumer?.stop();
    await this.#work.close(CLOSE_MS);
  }

  #notWriting(): string | undefined {
    return this.#producer?.isWaiting === true ? 'Kafka does not take records' : undefined;
  }

  async #run(): Promise<void> {
    const { kafka, prefix, tape, checkpointMs, maxBatch, keepDays } = this.#config;
    const { logger, metrics, health, safeguards } = this.#tools;
    const { signal } = this.#work;
    const settings = { ...kafka, clientId: NAME };
    const names = namesOf(prefix);
    const { admin, producer } = await connectClients(settings, logger, { signal, safeguards, onClose: (close) => { this.#work.onClose(close); } });
    this.#producer = producer;

    this.#work.waitingFor = 'the topics';
    await keepTrying('looking for the topics', () => admin.waitForTopics(names, signal), logger, signal);
    const guard = await TopicGuard.start(admin, names, { retentionMs: keepDays * DAY_MS }, logger);
    this.#work.onClose(() => { guard.stop(); });
    health.readiness('topics', () => guard.problem);
    const epoch = await keepTrying('reading the epoch', () => agreeOnEpoch(admin, producer, names), logger, signal);
    logger.info({ epoch }, 'epoch');

    const stage = new NormalizerStage({
      names, epoch: epoch.number, config: { ...DEFAULT_TAPE_CONFIG, ...tape }, codecs: CODECS, reader: admin.reader, producer, checkpointMs, logger, metrics, safeguards, now: Date.now,
    });
    this.#work.waitingFor = undefined;
    this.#consumer = await PartitionConsumer.start({ settings, groupId: names.group(NAME), topic: names.topics.raw, handler: stage, logger, maxBatch });
  }
}
