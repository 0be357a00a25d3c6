import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { names as namesOf, type RawRecord } from '@tapewire/contracts';
import { KafkaAdmin, type OutRecord, partitionOf, PartitionProducer } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { eventually, freePorts, type Report, ServiceProcess, startKafka } from '@tapewire/testkit';
import { processUsage } from '../measure/process-usage.ts';

export interface NormalizerRate {
  readonly trades: number;
  readonly tradesPerSecond: number;
  /** CPU microseconds a trade, start of the process included. */
  readonly cpuMicros: number;
  readonly rssMiB: number;
}

const PARTITIONS = 4;
const BATCH = 2000;
const ALL_WITHIN_MS = 200_000;

/** One normalizer process reads a log that waits for it in a real Kafka: trades a second from its first output to its last. */
export async function measureNormalizer(records: readonly RawRecord[], report: Report): Promise<NormalizerRate> {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-bench-'));
  const logger = createLogger('bench', 'silent');
  const names = namesOf();
  const kafka = await startKafka({ dir: join(dir, 'kafka'), report });
  const settings = { brokers: [kafka.brokers] };
  const admin = await KafkaAdmin.connect(settings, logger);
  const producer = await PartitionProducer.connect(settings, logger);
  const closers: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true }), () => kafka.stop(), () => admin.close(), () => producer.close()];
  try {
    await admin.ensureTopics(names, { partitions: PARTITIONS, replication: 1 });
    await admin.waitForTopics(names);
    await fill(producer, names.topics.raw, records);
    const written = async (): Promise<number> => [...(await admin.endOffsets(names.topics.trades)).values()].reduce((sum, { high }) => sum + high, 0);
    const trades = records.filter(({ kind }) => kind === 'trade').length;
    const [managementPort = 0] = await freePorts(1);
    const process = await ServiceProcess.start({
      service: 'normalizer', managementPort, logFile: join(dir, 'normalizer.log'),
      env: { KAFKA_BROKERS: kafka.brokers, TAPEWIRE_LOG_LEVEL: 'warn' },
    });
    closers.push(() => process.stop());
    const every = { timeoutMs: ALL_WITHIN_MS, everyMs: 10 };
    const first = await eventually(async () => {
      const count = await written();
      if (count === 0) throw new Error('the normalizer has written nothing yet');
      return { count, at: performance.now() };
    }, every);
    await eventually(async () => { if ((await written()) < trades) throw new Error(`${await written()} of ${trades} trades are written`); }, every);
    const seconds = (performance.now() - first.at) / 1000;
    const { cpuSeconds, rssMiB } = await processUsage(process.pid ?? 0);
    return { trades, tradesPerSecond: Math.round((trades - first.count) / seconds), cpuMicros: Math.round((cpuSeconds / trades) * 1e6), rssMiB: Math.round(rssMiB) };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

async function fill(producer: PartitionProducer, topic: string, records: readonly RawRecord[]): Promise<void> {
  const partitions: OutRecord[][] = Array.from({ length: PARTITIONS }, () => []);
  for (const { underlying, source, kind, key, recvTs, value } of records) {
    const record: OutRecord = { key: underlying, value, headers: { source, kind, recvTs: String(recvTs), v: '1', ...(key === undefined ? {} : { key }) } };
    for (const [p, own] of partitions.entries()) if (underlying === '*' || partitionOf(underlying, PARTITIONS) === p) own.push(record);
  }
  await Promise.all(partitions.map(async (own, p) => {
    for (let at = 0; at < own.length; at += BATCH) await producer.send(topic, p, own.slice(at, at + BATCH));
  }));
}
