import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { names as namesOf } from '@tapewire/contracts';
import { connectClients, keepTrying, PartitionConsumer } from '@tapewire/kafka';
import { BackgroundWork, type ServiceTools } from '@tapewire/service';
import { AlertStage } from './alert-stage.ts';
import type { WebhookConfig } from './config.ts';
import { Hook } from './hook.ts';
import { Positions } from './positions.ts';

const NAME = 'webhook';
/** Together with the consumer's own bounds less than a process has to end. */
const START_MS = 500;
const CLOSE_MS = 1000;

/** Posts alerts for as long as the process lives. */
@Injectable()
export class WebhookService implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #config: WebhookConfig;
  readonly #tools: ServiceTools;
  readonly #work: BackgroundWork;
  readonly #hook: Hook;
  #consumer: PartitionConsumer | undefined;

  constructor(config: WebhookConfig, tools: ServiceTools) {
    this.#config = config;
    this.#tools = tools;
    this.#hook = new Hook({ ...config.hook, logger: tools.logger, metrics: tools.metrics, now: Date.now });
    this.#work = new BackgroundWork({
      ...tools, check: 'webhook', waitingFor: 'Kafka', notReady: () => this.#consumer?.notReady() ?? this.#hook.problem,
    });
  }

  onApplicationBootstrap(): void {
    this.#work.start('alerts cannot be posted', () => this.#run());
  }

  /** A post under way is given up: it is made again by the next process, unless it was answered. */
  async onModuleDestroy(): Promise<void> {
    this.#hook.stop();
    await this.#work.end(START_MS);
    await this.#consumer?.stop();
    await this.#work.close(CLOSE_MS);
  }

  async #run(): Promise<void> {
    const { kafka, prefix, hook: { alerts, maxAgeMs }, only } = this.#config;
    const { logger, metrics } = this.#tools;
    const { signal } = this.#work;
    const settings = { ...kafka, clientId: NAME };
    const names = namesOf(prefix);
    const { admin, producer } = await connectClients(settings, logger, { signal, onClose: (close) => { this.#work.onClose(close); } });
    this.#work.waitingFor = 'the topics';
    await keepTrying('looking for the topics', () => admin.waitForTopics(names, signal), logger, signal);
    const positions = new Positions(admin.reader, producer, names);
    const stage = new AlertStage({ hook: this.#hook, positions, only, perPost: alerts, maxAgeMs, logger, metrics, now: Date.now });
    this.#work.waitingFor = 'the consumer group';
    this.#consumer = await PartitionConsumer.start({ settings, groupId: names.group(NAME), topic: names.topics.alerts, handler: stage, logger, maxBatch: alerts });
    this.#work.waitingFor = undefined;
  }
}
