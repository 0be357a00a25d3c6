import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localKafka, localRedis, quiet, startStack, testPrefix, type Stack, type StackOptions } from '@tapewire/testkit';

/** The machine may be slow, and busy with other specs. */
const READY_MS = 150_000;

/** All services on the run's shared Kafka and Redis, under names of their own, ready to serve. */
export async function runningStack(options: Pick<StackOptions, 'feed' | 'gateways' | 'partitions' | 'env'>): Promise<Stack> {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-stack-'));
  const stack = await startStack({
    partitions: 4, ...options, dir, kafka: await localKafka(), redis: await localRedis(), prefix: testPrefix(), report: quiet,
  });
  try {
    await stack.ready(READY_MS);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** Rows as the comparison needs them: without ids, which differ from run to run, in an order of their own. */
export const sorted = (rows: readonly unknown[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
