import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { names } from '@tapewire/contracts';
import type { Rig } from './rig.ts';

/** Longer than the time between two checkpoints, so that state names records that will be gone. */
const LOST_MS = 8000;
/** The log grows past its old end, which alone would show that something is wrong. */
const GROW_MS = 14_000;

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
  await sleep(LOST_MS);

  const stages = [stack.normalizer, stack.indexer, ...stack.peers.flatMap(({ normalizer, indexer }) => [normalizer, indexer])];
  await Promise.all([stack.ingestor, ...stages].map((process) => process.stop()));
  await kafka.kill();
  for (const name of folders) {
    await rm(join(data, name), { recursive: true });
    await cp(join(copy, name), join(data, name), { recursive: true });
  }
  await kafka.restart();
  await stack.ingestor.start();
  await sleep(GROW_MS);
  await Promise.all(stages.map((stage) => stage.start()));
}
