import { names as namesOf, type Names } from '@tapewire/contracts';
import { createLogger } from '@tapewire/telemetry';
import { testPrefix } from '@tapewire/testkit';
import { KafkaAdmin, PartitionConsumer, PartitionProducer, type ConsumerOptions, type InRecord, type KafkaSettings, type PartitionHandler } from '../src/index.ts';

export const PARTITIONS = 3;
export const logger = createLogger('test', 'silent');

/** Topics of their own on a Kafka, and what writes and reads them. */
export class Bench {
  readonly settings: KafkaSettings;
  readonly names: Names;
  readonly admin: KafkaAdmin;
  readonly producer: PartitionProducer;
  readonly #consumers: PartitionConsumer[] = [];

  private constructor(settings: KafkaSettings, names: Names, admin: KafkaAdmin, producer: PartitionProducer) {
    this.settings = settings;
    this.names = names;
    this.admin = admin;
    this.producer = producer;
  }

  static async open(brokers: string): Promise<Bench> {
    const settings = { brokers: brokers.split(',') };
    const names = namesOf(testPrefix());
    const admin = await KafkaAdmin.connect(settings, logger);
    await admin.ensureTopics(names, { partitions: PARTITIONS, replication: 1 });
    await admin.waitForTopics(names);
    return new Bench(settings, names, admin, await PartitionProducer.connect(settings, logger));
  }

  get topic(): string {
    return this.names.topics.raw;
  }

  async close(): Promise<void> {
    await Promise.all(this.#consumers.map((consumer) => consumer.stop()));
    await this.producer.close();
    await this.admin.deleteTopics(Object.values(this.names.topics));
    await this.admin.close();
  }

  async consume(handler: PartitionHandler, options: Partial<ConsumerOptions> = {}): Promise<PartitionConsumer> {
    const consumer = await PartitionConsumer.start({ settings: this.settings, groupId: this.names.group('test'), topic: this.topic, handler, logger, ...options });
    this.#consumers.push(consumer);
    return consumer;
  }

  async stop(consumer: PartitionConsumer): Promise<void> {
    this.#consumers.splice(this.#consumers.indexOf(consumer), 1);
    await consumer.stop();
  }

  /** Writes values `from … from+count-1`, equal to their offsets when a partition is filled from the start. */
  async write(p: number, count: number, from = 0): Promise<number> {
    const { baseOffset } = await this.producer.send(this.topic, p, Array.from({ length: count }, (_, i) => ({ key: 'k', value: String(from + i) })));
    return baseOffset;
  }
}

/** A stage that keeps its state in memory beyond one owner, as a checkpoint would: positions accepted, per partition. */
export class MemoryStage implements PartitionHandler {
  readonly accepted = new Map<number, number[]>();
  readonly calls: string[] = [];
  #open = new Set<number>();
  failOn: (p: number, records: readonly InRecord[]) => Promise<void> | void = () => undefined;

  open(p: number): Promise<{ from: number }> {
    this.calls.push(`open ${p}`);
    this.#open.add(p);
    return Promise.resolve({ from: (this.accepted.get(p)?.at(-1) ?? -1) + 1 });
  }

  async handle(p: number, records: readonly InRecord[]): Promise<void> {
    if (!this.#open.has(p)) throw new Error(`partition ${p} was handled without being open`);
    await this.failOn(p, records);
    const own = this.accepted.get(p) ?? [];
    for (const { offset } of records) own.push(offset);
    this.accepted.set(p, own);
  }

  drop(p: number): void {
    this.calls.push(`drop ${p}`);
    this.#open.delete(p);
  }

  release(p: number): Promise<void> {
    this.calls.push(`release ${p}`);
    return Promise.resolve();
  }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
