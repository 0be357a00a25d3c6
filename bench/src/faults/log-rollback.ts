import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { names } from '@tapewire/contracts';
import { KafkaAdmin } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { eventually } from '@tapewire/testkit';
import type { Rig } from './rig.ts';

/** Longer than the time between two checkpoints, so that state names records that will be gone. */
const CHECKPOINT_MS = 8000;
/** Records in every partition that are lost, and by which the other log outgrows the first. */
const RECORDS = 200;
const GROWN_WITHIN_MS = 120_000;

type Ends = ReadonlyMap<number, number>;

/**
 * What a cluster does whose last replicas are lost: the raw log ends some seconds earlier than it did, and goes on with
 * other records at the same offsets. The stages are started again on it.
 */
export async function loseLogEnd({ kafka, stack }: Rig): Promise<void> {
  const data = join(kafka.dir, 'broker-1', 'data');
  const copy = join(kafka.dir, 'before');
  await kafka.kill();
  const folders = (await readdir(data)).filter((name) => name.startsWith(`${names().topics.raw}-`));
  for (const name of folders) await cp(join(data, name), join(copy, name), { recursive: true });
  await kafka.restart();
  await grown(kafka.brokers, await logEnds(kafka.brokers));
  await stack.ready(GROWN_WITHIN_MS);
  await sleep(CHECKPOINT_MS);

  const stages = [stack.normalizer, stack.indexer, ...stack.peers.flatMap(({ normalizer, indexer }) => [normalizer, indexer])];
  await Promise.all([stack.ingestor, ...stages].map((process) => process.stop()));
  const lost = await logEnds(kafka.brokers);
  await kafka.kill();
  for (const name of folders) {
    await rm(join(data, name), { recursive: true });
    await cp(join(copy, name), join(data, name), { recursive: true });
  }
  await kafka.restart();
  await stack.ingestor.start();
  // A log that has passed its old end does not show by its length that it is another one.
  await grown(kafka.brokers, lost);
  await Promise.all(stages.map((stage) => stage.start()));
}

/** Waits until every partition of the raw log has grown well past these ends. */
async function grown(brokers: string, past: Ends): Promise<void> {
  await eventually(async () => {
    const ends = await logEnds(brokers);
    for (const [p, end] of past) {
      const now = ends.get(p) ?? 0;
      if (now < end + RECORDS) throw new Error(`partition ${p} of the raw log ends at ${now}, waiting for ${end + RECORDS}`);
    }
  }, { timeoutMs: GROWN_WITHIN_MS, everyMs: 500 });
}

async function logEnds(brokers: string): Promise<Ends> {
  const admin = await KafkaAdmin.connect({ brokers: brokers.split(','), clientId: 'faults' }, createLogger('faults', 'error'));
  try {
    const ranges = await admin.endOffsets(names().topics.raw);
    return new Map([...ranges].map(([p, { high }]) => [p, high]));
  } finally {
    await admin.close();
  }
}
