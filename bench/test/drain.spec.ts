import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually, reportToStderr } from '@tapewire/testkit';
import { Rig } from '../src/faults/rig.ts';

const MINUTES = 60_000;

let dir: string;
let rig: Rig;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapewire-drain-'));
  rig = await Rig.start({ dir, seed: 1, rate: 60, partitions: 2, shape: { brokers: 1, pods: 1 }, unsafe: [], restart: false, report: reportToStderr });
  await rig.stack.ready();
}, 5 * MINUTES);
afterAll(async () => {
  await rig.stop();
  await rm(dir, { recursive: true, force: true });
}, MINUTES);

test('told to end while Kafka and Redis are away, every service does, in order and in time', async () => {
  const { ingestor, normalizer, indexer, gateways } = rig.stack;
  await Promise.all([rig.kafka.kill(), rig.redis.kill()]);
  await eventually(async () => { expect(await Promise.all([ingestor.isReady(), ...gateways.map((gateway) => gateway.isReady())])).not.toContain(true); }, { timeoutMs: MINUTES });
  const exits = await Promise.all([ingestor, normalizer, indexer, ...gateways].map((service) => service.stop(MINUTES)));
  expect(exits).toEqual(exits.map(() => ({ code: 0, signal: null })));
}, 5 * MINUTES);
