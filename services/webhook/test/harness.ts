import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alert, type Names, names as namesOf, type OutputRecord, type Severity, type Trade } from '@tapewire/contracts';
import { KafkaAdmin, PartitionProducer } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { freePorts, localKafka, ServiceProcess, testPrefix } from '@tapewire/testkit';

export const PARTITIONS = 2;
export const SECRET = 'a key that both know';
const logger = createLogger('test', 'silent');

/** An installation with an alerts topic, and a webhook process beside it. */
export class Rig {
  readonly process: ServiceProcess;
  readonly #names: Names;
  readonly #admin: KafkaAdmin;
  readonly #producer: PartitionProducer;
  readonly #folder: string;
  readonly #heads = Array.from({ length: PARTITIONS }, () => -1);

  private constructor(names: Names, admin: KafkaAdmin, producer: PartitionProducer, folder: string, process: ServiceProcess) {
    this.#names = names;
    this.#admin = admin;
    this.#producer = producer;
    this.#folder = folder;
    this.process = process;
  }

  static async open(url: string, env: Readonly<Record<string, string>>): Promise<Rig> {
    const brokers = await localKafka();
    const prefix = testPrefix();
    const names = namesOf(prefix);
    const admin = await KafkaAdmin.connect({ brokers: [brokers] }, logger);
    await admin.ensureTopics(names, { partitions: PARTITIONS, replication: 1 });
    await admin.waitForTopics(names);
    const folder = await mkdtemp(join(tmpdir(), 'webhook-'));
    const [managementPort = 0] = await freePorts(1);
    const process = await ServiceProcess.start({
      service: 'webhook', managementPort, logFile: join(folder, 'log'),
      env: { KAFKA_BROKERS: brokers, TAPEWIRE_PREFIX: prefix, WEBHOOK_URL: url, WEBHOOK_SECRET: SECRET, WEBHOOK_FORMAT: 'json', WEBHOOK_PER_MINUTE: '60000', WEBHOOK_TIMEOUT_MS: '500', ...env },
    });
    await process.ready();
    return new Rig(names, admin, await PartitionProducer.connect({ brokers: [brokers] }, logger), folder, process);
  }

  async close(): Promise<void> {
    await this.process.stop();
    await this.#producer.close();
    await this.#admin.deleteTopics(Object.values(this.#names.topics));
    await this.#admin.close();
    await rm(this.#folder, { recursive: true });
  }

  /** Writes alerts of one position as the normalizer does; a position may be written again. */
  async write(p: number, off: number, alerts: readonly Alert[]): Promise<void> {
    const record: OutputRecord<Alert> = { v: 1, p, off, prev: this.#heads[p] ?? -1, rows: alerts };
    this.#heads[p] = off;
    await this.#producer.send(this.#names.topics.alerts, p, [{ key: 'NVDA', value: JSON.stringify(record) }]);
  }
}

export function alert(id: string, over: { readonly severity?: Severity; readonly rule?: string; readonly recvTs?: number } = {}): Alert {
  const recvTs = over.recvTs ?? Date.now();
  const trade = {
    id, ts: recvTs, recvTs, contract: 'NVDA261204C00208000', underlying: 'NVDA', exp: '2026-12-04', right: 'C', strike: 208, price: 9, size: 1200,
    premium: 1_080_000, side: 'ask', flags: ['sweep', 'golden'], order: { id, prints: 3, size: 1200, premium: 1_080_000 },
  };
  return {
    id: `${over.rule ?? 'whale'}:${id}`, rule: over.rule ?? 'whale', severity: over.severity ?? 'high', when: 'order.premium>=1M', ts: recvTs, recvTs,
    trade: trade as unknown as Trade, figures: { premium: 1_080_000, volume: 1200 },
  };
}
