import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError, type Names } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';
import kafkajs, { type Admin, type ITopicConfig, type PartitionMetadata } from 'kafkajs';
import { LogReader, type LogRange } from './log-reader.ts';
import type { LogRecord } from './records.ts';
import { createKafka, type KafkaSettings } from './settings.ts';
import { topicProblems, type TopicNeeds } from './topic-check.ts';

export interface TopicOptions {
  readonly partitions: number;
  readonly replication: number;
  /** How long records are kept; default 7 days, which is two sessions and a long weekend. */
  readonly retentionMs?: number;
}

const WEEK_MS = 7 * 86_400_000;
const POLL_MS = 250;
const LEADER_TRIES = 120;

/** A checkpoint is read from the start of its partition, so what is superseded must be compacted away soon. */
const STATE_CONFIG = [
  { name: 'cleanup.policy', value: 'compact' },
  { name: 'segment.bytes', value: String(32 * 1_048_576) },
  { name: 'segment.ms', value: String(600_000) },
  { name: 'min.cleanable.dirty.ratio', value: '0.2' },
  { name: 'max.compaction.lag.ms', value: String(600_000) },
];

/** What is asked of Kafka besides writing and consuming. */
export class KafkaAdmin {
  readonly #admin: Admin;
  readonly #reader: LogReader;

  private constructor(admin: Admin, reader: LogReader) {
    this.#admin = admin;
    this.#reader = reader;
  }

  static async connect(settings: KafkaSettings, logger: Logger): Promise<KafkaAdmin> {
    const admin = createKafka(settings, logger).admin();
    await admin.connect();
    return new KafkaAdmin(admin, await LogReader.connect(settings, logger));
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.disconnect(), this.#reader.close()]);
  }

  /** Reads logs by offset. */
  get reader(): LogReader {
    return this.#reader;
  }

  /** Creates the topics of an installation that do not exist yet; those that do are left as they are. */
  async ensureTopics({ topics }: Names, options: TopicOptions): Promise<void> {
    const existing = new Set(await this.#admin.listTopics());
    const retention = String(options.retentionMs ?? WEEK_MS);
    const missing: ITopicConfig[] = Object.values(topics)
      .filter((topic) => !existing.has(topic))
      .map((topic) => ({
        topic,
        numPartitions: options.partitions,
        replicationFactor: options.replication,
        configEntries: [
          { name: 'min.insync.replicas', value: String(Math.min(2, options.replication)) },
          { name: 'unclean.leader.election.enable', value: 'false' },
          ...(topic === topics.state
            ? STATE_CONFIG
            : [{ name: 'cleanup.policy', value: 'delete' }, { name: 'retention.ms', value: retention }, { name: 'retention.bytes', value: '-1' }]),
        ],
      }));
    if (missing.length === 0) return;
    await this.#admin.createTopics({ topics: missing, waitForLeaders: false });
    for (const { topic } of missing) await this.#untilLed(topic);
  }

  /** Gives every topic of an installation this many partitions; topics that have as many or more are left as they are. */
  async growTopics({ topics }: Names, count: number): Promise<void> {
    const counts = await Promise.all(Object.values(topics).map(async (topic) => [topic, (await this.partitionCount(topic)) ?? count] as const));
    const topicPartitions = counts.filter(([, has]) => has < count).map(([topic]) => ({ topic, count }));
    if (topicPartitions.length === 0) return;
    await this.#admin.createPartitions({ topicPartitions });
    for (const { topic } of topicPartitions) await this.#untilLed(topic);
  }

  /** Partitions of a topic, undefined when there is no such topic. */
  async partitionCount(topic: string): Promise<number | undefined> {
    return (await this.#partitions(topic))?.length;
  }

  /**
   * Waits until all topics of an installation exist and returns their partition count. Throws KAFKA_TOPICS_INVALID
   * when they do not all have the same: a record goes to the partition number of its source.
   */
  async waitForTopics({ topics }: Names, signal?: AbortSignal): Promise<number> {
    for (;;) {
      signal?.throwIfAborted();
      const counts = await Promise.all(Object.values(topics).map(async (topic) => [topic, await this.partitionCount(topic)] as const));
      const missing = counts.filter(([, count]) => count === undefined).map(([topic]) => topic);
      if (missing.length === 0) {
        const [partitions, ...others] = new Set(counts.map(([, count]) => count));
        if (partitions === undefined || others.length > 0) {
          const were = counts.map(([topic, count]) => `${topic} ${count ?? 0}`).join(', ');
          throw new TapewireError('KAFKA_TOPICS_INVALID', `All topics must have the same number of partitions, was ${were}`);
        }
        return partitions;
      }
      await delay(POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
  }

  /** Settings of the topics that could lose records, in words. */
  topicProblems(names: Names, needs: TopicNeeds): Promise<string[]> {
    return topicProblems(this.#admin, names, needs);
  }

  /** First and next offset of each partition of a topic. */
  async endOffsets(topic: string): Promise<ReadonlyMap<number, LogRange>> {
    const offsets = await this.#admin.fetchTopicOffsets(topic);
    return new Map(offsets.map(({ partition, low, high }) => [partition, { low: Number(low), high: Number(high) }]));
  }

  /** The last `n` records of a partition, oldest first. */
  readTail(topic: string, partition: number, n: number): Promise<LogRecord[]> {
    return this.#reader.readTail(topic, partition, n);
  }

  /** The record at an offset, undefined when the log does not hold it. */
  readOne(topic: string, partition: number, offset: number): Promise<LogRecord | undefined> {
    return this.#reader.readOne(topic, partition, offset);
  }

  /** Identity of the Kafka cluster: offsets mean nothing in another one. */
  async clusterId(): Promise<string> {
    return (await this.#admin.describeCluster()).clusterId;
  }

  /** Undefined when there is no such topic, or when brokers have not all heard of it yet. */
  async #partitions(topic: string): Promise<readonly PartitionMetadata[] | undefined> {
    const existing = await this.#admin.listTopics();
    if (!existing.includes(topic)) return undefined;
    try {
      const { topics } = await this.#admin.fetchTopicMetadata({ topics: [topic] });
      return topics[0]?.partitions;
    } catch (error) {
      if (error instanceof kafkajs.KafkaJSProtocolError && error.type === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
      throw error;
    }
  }

  /** kafkajs' own wait gives up at once when a broker has not heard of the topic. */
  async #untilLed(topic: string): Promise<void> {
    for (let tries = 1; ; tries++) {
      const partitions = await this.#partitions(topic);
      if (partitions?.every(({ leader }) => leader >= 0) === true) return;
      if (tries === LEADER_TRIES) throw new TapewireError('KAFKA_UNAVAILABLE', `${topic} was created, but has no leaders yet`);
      await delay(POLL_MS);
    }
  }

  /** Members of a consumer group, as client ids. */
  async groupMembers(groupId: string): Promise<string[]> {
    const { groups } = await this.#admin.describeGroups([groupId]);
    return groups.flatMap(({ members }) => members.map(({ clientId }) => clientId));
  }

  /** Empties a topic: its offsets go on, its records are gone. Not for compacted topics. */
  async emptyTopic(topic: string): Promise<void> {
    const ends = await this.endOffsets(topic);
    const partitions = [...ends].filter(([, { low, high }]) => high > low).map(([partition, { high }]) => ({ partition, offset: String(high) }));
    if (partitions.length > 0) await this.#admin.deleteTopicRecords({ topic, partitions });
  }

  /** Deletes topics of those that exist. */
  async deleteTopics(topics: readonly string[]): Promise<void> {
    const existing = new Set(await this.#admin.listTopics());
    const own = topics.filter((topic) => existing.has(topic));
    if (own.length > 0) await this.#admin.deleteTopics({ topics: own });
  }
}
