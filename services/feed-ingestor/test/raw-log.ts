import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeadLetter, type FeedEvent, names as namesOf, type Names } from '@tapewire/contracts';
import { CODECS } from '@tapewire/feeds';
import { KafkaAdmin, type LogRecord } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { freePorts, localKafka, ServiceProcess, testPrefix } from '@tapewire/testkit';

export const PARTITIONS = 3;

export type Clock = Extract<FeedEvent, { kind: 'clock' }>;

/** A raw record as a test looks at it. */
export interface RawRow {
  readonly p: number;
  readonly kind: string;
  readonly key: string | undefined;
  readonly value: string;
  readonly record: LogRecord;
}

/** An ingestor process with topics and folders of its own. */
export class Rig {
  readonly names: Names;
  readonly folder: string;
  readonly admin: KafkaAdmin;
  readonly process: ServiceProcess;

  private constructor(names: Names, folder: string, admin: KafkaAdmin, process: ServiceProcess) {
    this.names = names;
    this.folder = folder;
    this.admin = admin;
    this.process = process;
  }

  static async open(feed: Readonly<Record<string, string>>): Promise<Rig> {
    const brokers = await localKafka();
    const prefix = testPrefix();
    const folder = await mkdtemp(join(tmpdir(), 'ingestor-'));
    const admin = await KafkaAdmin.connect({ brokers: [brokers] }, createLogger('test', 'silent'));
    const [managementPort = 0] = await freePorts(1);
    const process = await ServiceProcess.start({
      service: 'feed-ingestor',
      managementPort,
      logFile: join(folder, 'log'),
      env: { KAFKA_BROKERS: brokers, TAPEWIRE_PREFIX: prefix, TAPEWIRE_PARTITIONS: String(PARTITIONS), SPOOL_DIR: join(folder, 'spool'), ...feed },
    });
    return new Rig(namesOf(prefix), folder, admin, process);
  }

  async close(): Promise<void> {
    await this.process.stop();
    await this.admin.deleteTopics(Object.values(this.names.topics));
    await this.admin.close();
    await rm(this.folder, { recursive: true });
  }

  /** Everything in the raw log, by partition. */
  async raw(): Promise<RawRow[]> {
    const rows: RawRow[] = [];
    for (let p = 0; p < PARTITIONS; p++) {
      for (const record of await this.#all(this.names.topics.raw, p)) {
        rows.push({ p, kind: record.headers['kind'] ?? '', key: record.headers['key'], value: record.value?.toString() ?? '', record });
      }
    }
    return rows;
  }

  async clocks(): Promise<Clock[]> {
    return (await this.raw()).filter((row) => row.kind === 'clock').map((row) => CODECS.get('tapewire')?.decode('clock', row.value) as Clock);
  }

  async deadLetters(): Promise<DeadLetter[]> {
    const all = await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => this.#all(this.names.topics.dlq, p)));
    return all.flat().map((record) => JSON.parse(record.value?.toString() ?? '') as DeadLetter);
  }

  async #all(topic: string, p: number): Promise<LogRecord[]> {
    return this.admin.readTail(topic, p, 10_000_000);
  }
}

/** Number at the end of a key. */
export const numberOf = (key: string): number => Number(key.slice(key.lastIndexOf(':') + 1));
