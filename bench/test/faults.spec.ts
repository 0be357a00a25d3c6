import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { createLogger } from '@tapewire/telemetry';
import { reportToStderr } from '@tapewire/testkit';
import { runFaults } from '../src/faults/run.ts';

const MINUTES = 60_000;

test('every client has exactly its trades after processes, Redis and connections were disturbed', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-faults-'));
  const result = await runFaults({
    dir, seed: 7, rate: 60, partitions: 2, shape: { brokers: 1, pods: 1 }, faults: 6, minutes: 4, unsafe: [], logger: createLogger('faults', 'error'), report: reportToStderr,
    only: ['kill -9 all', 'kill -9 normalizer', 'kill -9 redis-indexer', 'kill -9 gateway-1', 'Redis killed, restarted empty', 'cut'],
  });
  await rm(dir, { recursive: true, force: true });
  expect(result).toMatchObject({ injected: 6, problems: [], exact: true, lost: 0, doubled: 0 });
}, 9 * MINUTES);
