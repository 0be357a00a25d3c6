import type { DeadLetter, Names, OutputRecord, RawRecord, Trade } from '@tapewire/contracts';
import { names as namesOf } from '@tapewire/contracts';
import { CODECS } from '@tapewire/feeds';
import { agreeOnEpoch, KafkaAdmin, PartitionConsumer, PartitionProducer, resetTape, type LogRecord, type OutRecord } from '@tapewire/kafka';
import { DEFAULT_TAPE_CONFIG } from '@tapewire/market';
import { createLogger, metrics } from '@tapewire/telemetry';
import { eventually, localKafka, testPrefix } from '@tapewire/testkit';
import { NormalizerStage, type NormalizerOptions } from '../src/stage/normalizer-stage.ts';

export const PARTITIONS = 2;
const logger = createLogger('test', 'silent');

export type Topic = keyof Names['topics'];

/** An installation of its own on a real Kafka, with as many normalizers as a test wants. */
export class Bench {
  readonly names: Names;
  readonly admin: KafkaAdmin;
  readonly producer: PartitionProducer;
  readonly #brokers: string;
  readonly #running = new Set<PartitionConsumer>();

  private constructor(brokers: string, admin: KafkaAdmin, producer: PartitionProducer, names: Names) {
    this.#brokers = brokers;
    this.admin = admin;
    this.producer = producer;
    this.names = names;
  }

  static async open(): Promise<Bench> {
    const brokers = await localKafka();
    const settings = { brokers: [brokers] };
    const admin = await KafkaAdmin.connect(settings, logger);
    const names = namesOf(testPrefix());
    await admin.ensureTopics(names, { partitions: PARTITIONS, replication: 1 });
    await admin.waitForTopics(names);
    return new Bench(brokers, admin, await PartitionProducer.connect(settings, logger), names);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((consumer) => this.stop(consumer)));
    await this.producer.close();
    await this.admin.deleteTopics(Object.values(this.names.topics));
    await this.admin.close();
  }

  /** Deletes a topic and creates it anew, as an operator might by mistake. */
  async recreate(topic: Topic): Promise<void> {
    const name = this.names.topics[topic];
    await this.admin.deleteTopics([name]);
    await eventually(async () => {
      if ((await this.admin.partitionCount(name)) !== undefined) throw new Error(`${name} is still there`);
    });
    await this.admin.ensureTopics(this.names, { partitions: PARTITIONS, replication: 1 });
    await this.admin.waitForTopics(this.names);
  }

  async reset(): Promise<void> {
    await resetTape(this.admin, this.producer, this.names);
  }

  /** Starts a normalizer as a member of the installation's group. */
  async start(options: Partial<NormalizerOptions> = {}): Promise<PartitionConsumer> {
    const epoch = await agreeOnEpoch(this.admin, this.producer, this.names);
    const stage = new NormalizerStage({
      names: this.names,
      epoch: epoch.number,
      config: DEFAULT_TAPE_CONFIG,
      codecs: CODECS,
      reader: this.admin.reader,
      producer: this.producer,
      checkpointMs: 1,
      logger,
      metrics: metrics('test'),
      now: Date.now,
      safeguards: () => true,
      ...options,
    });
    const consumer = await PartitionConsumer.start({
      settings: { brokers: [this.#brokers] },
      groupId: this.names.group('normalizer'),
      topic: this.names.topics.raw,
      handler: stage,
      logger,
      maxBatch: 50,
    });
    this.#running.add(consumer);
    return consumer;
  }

  async stop(consumer: PartitionConsumer): Promise<void> {
    this.#running.delete(consumer);
    await consumer.stop();
  }

  /** Appends raw records to a partition. */
  async feed(p: number, records: readonly RawRecord[]): Promise<void> {
    await this.producer.send(this.names.topics.raw, p, records.map(toKafka));
  }

  /** Waits until normalizers have accepted all of the raw log. */
  async settled(): Promise<void> {
    const ends = await this.admin.endOffsets(this.names.topics.raw);
    await eventually(() => {
      const partitions = [...this.#running].flatMap((consumer) => consumer.status().partitions);
      for (const [p, { high }] of ends) {
        const reached = partitions.some((status) => status.p === p && status.phase === 'running' && status.accepted >= high);
        if (!reached) throw new Error(`partition ${p} has not reached ${high}: ${JSON.stringify(partitions)}`);
      }
    });
  }

  /** Waits until a normalizer has stopped a partition for good. */
  async stopped(consumer: PartitionConsumer, p: number): Promise<void> {
    await eventually(() => {
      const status = consumer.status().partitions.find((partition) => partition.p === p);
      if (status?.phase !== 'stopped') throw new Error(`partition ${p} is ${status?.phase ?? 'not assigned'}`);
    });
  }

  /** Everything a topic-partition holds, as it was written. */
  async log(topic: Topic, p: number): Promise<LogRecord[]> {
    const name = this.names.topics[topic];
    const { low, high } = await this.admin.reader.range(name, p);
    const records: LogRecord[] = [];
    for await (const record of this.admin.reader.scan(name, p, low, high)) records.push(record);
    return records;
  }

  async values(topic: Topic, p: number): Promise<string[]> {
    return (await this.log(topic, p)).map(({ value }) => String(value));
  }

  async trades(p: number): Promise<OutputRecord<Trade>[]> {
    return (await this.values('trades', p)).map((value) => JSON.parse(value) as OutputRecord<Trade>);
  }

  async letters(p: number): Promise<DeadLetter[]> {
    return (await this.values('dlq', p)).map((value) => JSON.parse(value) as DeadLetter);
  }
}

export const toKafka = ({ underlying, source, kind, key, recvTs, value }: RawRecord): OutRecord => ({
  key: underlying,
  value,
  headers: { source, kind, recvTs: String(recvTs), v: '1', ...(key === undefined ? {} : { key }) },
});

const DAY = Date.UTC(2026, 10, 20, 15, 0);

/** Print number `n` of a line, in the generic feed's form. */
export const print = (n: number, line = 'line-a', over: Readonly<Record<string, unknown>> = {}): RawRecord => ({
  underlying: 'AAPL',
  source: 'generic',
  kind: 'trade',
  key: `${line}:${n}`,
  recvTs: DAY + n,
  value: JSON.stringify({
    type: 'trade', symbol: 'AAPL261218C00250000', price: 1 + (n % 7) / 100, size: 1 + (n % 5), ts: DAY + n - 2,
    exchange: 'C', bid: 1.01, ask: 1.05, bidSize: 10, askSize: 12, spot: 249.5, seq: n, ...over,
  }),
});

export const prints = (count: number, from = 0, line = 'line-a'): RawRecord[] => Array.from({ length: count }, (_, i) => print(from + i, line));
