import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { RawRecord } from '@tapewire/contracts';
import { eventually, freePorts, localKafka, ServiceProcess } from '@tapewire/testkit';
import { Bench, PARTITIONS, print } from './harness.ts';
import { accept, expectedOutputs } from './oracle.ts';

/** A longer run: `CRASH_SECONDS=120 CRASH_SEED=7`. */
const SECONDS = Number(process.env['CRASH_SECONDS'] ?? 12);
const SEED = Number(process.env['CRASH_SEED'] ?? 1);
const PAST_SESSION_MS = 7500;

jest.setTimeout(SECONDS * 1000 + 180_000);

/** mulberry32: the same faults for the same seed. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

let bench: Bench;
let processes: ServiceProcess[];

beforeAll(async () => {
  bench = await Bench.open();
  const folder = await mkdtemp(join(tmpdir(), 'normalizer-crash-'));
  const brokers = await localKafka();
  processes = await Promise.all((await freePorts(2)).map((managementPort, i) =>
    ServiceProcess.start({
      service: 'normalizer',
      label: `normalizer ${i}`,
      managementPort,
      logFile: join(folder, `${i}.log`),
      env: { KAFKA_BROKERS: brokers, TAPEWIRE_PREFIX: bench.names.topics.raw.replace(/\.raw$/, ''), CHECKPOINT_INTERVAL_MS: '300' },
    })));
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.stop()));
  await bench.close();
});

/** Prints, some of them sent again, some unreadable. */
async function feedUntil(deadline: number, next: () => number): Promise<void> {
  for (let n = 0; Date.now() < deadline; n += 40) {
    const batch = (line: string): RawRecord[] => Array.from({ length: 40 }, (_, i) => {
      const again = next() < 0.1 ? Math.max(0, n + i - Math.floor(next() * 300)) : n + i;
      return next() < 0.01 ? { ...print(again, line), value: '{"type":' } : print(again, line);
    });
    await Promise.all(Array.from({ length: PARTITIONS }, (_, p) => bench.feed(p, batch(`line-${p}`))));
    await delay(20);
  }
}

async function faultsUntil(deadline: number, next: () => number): Promise<string[]> {
  const injected: string[] = [];
  while (Date.now() < deadline) {
    await delay(500 + next() * 2500);
    const victim = processes[next() < 0.5 ? 0 : 1];
    const kind = next();
    if (victim === undefined) continue;
    if (kind < 0.5) {
      injected.push('kill -9');
      await victim.kill();
      await victim.start();
    } else if (kind < 0.7) {
      injected.push('kill -9 of both');
      await Promise.all(processes.map((process) => process.kill()));
      await Promise.all(processes.map((process) => process.start()));
    } else if (kind < 0.9) {
      injected.push('stop past the session timeout');
      victim.signal('SIGSTOP');
      await delay(PAST_SESSION_MS);
      victim.signal('SIGCONT');
    } else {
      injected.push('SIGTERM');
      await victim.stop();
      await victim.start();
    }
  }
  return injected;
}

describe('normalizers that are killed, stopped and thawed at any moment', () => {
  it('leave exactly what one that is never disturbed would have written', async () => {
    const next = random(SEED);
    const deadline = Date.now() + SECONDS * 1000;
    const [, injected] = await Promise.all([feedUntil(deadline, random(SEED + 1)), faultsUntil(deadline, next)]);

    for (let p = 0; p < PARTITIONS; p++) {
      const raw = await bench.log('raw', p);
      const expected = expectedOutputs(p, raw);
      const last = expected.trades.at(-1);
      await eventually(async () => { expect(accept(await bench.log('trades', p)).accepted.at(-1)).toEqual(last); }, { timeoutMs: 90_000, everyMs: 500 });
      const trades = accept(await bench.log('trades', p));
      expect(trades.accepted).toEqual(expected.trades);
      const letters = new Set(await bench.values('dlq', p));
      expect([...letters].filter((letter) => !expected.dlq.includes(letter))).toEqual([]);
      expect(letters.size).toBe(expected.dlq.length);
      process.stdout.write(`partition ${p}: ${raw.length} raw records, ${trades.accepted.length} trades, ${trades.doubled} doubled in the log; faults: ${injected.join(', ')}\n`);
    }
  });
});
