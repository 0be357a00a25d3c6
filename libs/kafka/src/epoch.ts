import { setTimeout as delay } from 'node:timers/promises';
import type { Names } from '@tapewire/contracts';
import type { KafkaAdmin } from './admin.ts';
import type { PartitionProducer } from './producer.ts';

/** One life of the log: offsets mean something only within it. */
export interface Epoch {
  /** Rises with every epoch, also over different clusters: seconds since 2020 at its beginning, or one more than the last. */
  readonly number: number;
  readonly clusterId: string;
}

/** Keys of epoch records in partition 0 of the state topic; one each, since compaction keeps the last of a key, not the highest. */
const EPOCH_KEY = 'epoch/';
const EPOCH_PARTITION = 0;
const ORIGIN = Date.UTC(2020, 0, 1);
/** Two processes that find none may write one each; after this long both see both, and the highest wins. */
const SETTLE_MS = 1000;

/** The epoch in force: the highest that was ever recorded, undefined in a new installation. */
export async function readEpoch(admin: KafkaAdmin, { topics }: Names): Promise<Epoch | undefined> {
  const { low, high } = await admin.reader.range(topics.state, EPOCH_PARTITION);
  let highest: Epoch | undefined;
  for await (const { key, value } of admin.reader.scan(topics.state, EPOCH_PARTITION, low, high)) {
    if (key?.startsWith(EPOCH_KEY) !== true || value === null) continue;
    const found = parseEpoch(value);
    if (found !== undefined && found.number > (highest?.number ?? -1)) highest = found;
  }
  return highest;
}

/** The epoch in force, begun now when there is none or when this is a different cluster. */
export async function agreeOnEpoch(admin: KafkaAdmin, producer: PartitionProducer, names: Names, now: () => number = Date.now): Promise<Epoch> {
  const clusterId = await admin.clusterId();
  const current = await readEpoch(admin, names);
  if (current?.clusterId === clusterId) return current;
  const begun = await beginEpoch(admin, producer, names, now);
  await delay(SETTLE_MS);
  return (await readEpoch(admin, names)) ?? begun;
}

/** Records a new epoch. Whatever was stored under an older one no longer counts. */
export async function beginEpoch(admin: KafkaAdmin, producer: PartitionProducer, names: Names, now: () => number = Date.now): Promise<Epoch> {
  const last = (await readEpoch(admin, names))?.number ?? 0;
  const epoch: Epoch = { number: Math.max(last + 1, Math.floor((now() - ORIGIN) / 1000)), clusterId: await admin.clusterId() };
  await producer.send(names.topics.state, EPOCH_PARTITION, [{ key: `${EPOCH_KEY}${epoch.number}`, value: JSON.stringify(epoch) }]);
  return epoch;
}

function parseEpoch(value: Buffer): Epoch | undefined {
  const parsed: unknown = JSON.parse(value.toString());
  if (typeof parsed !== 'object' || parsed === null || !('number' in parsed) || !('clusterId' in parsed)) return undefined;
  const { number, clusterId } = parsed;
  return typeof number === 'number' && typeof clusterId === 'string' ? { number, clusterId } : undefined;
}
