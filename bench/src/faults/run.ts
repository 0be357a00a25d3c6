import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { devToken, eventually } from '@tapewire/testkit';
import type { Logger } from '@tapewire/telemetry';
import { processUsage } from '../measure/process-usage.ts';
import { WITNESS_FILTERS } from './filters.ts';
import { inject } from './inject.ts';
import { compareKeys, compareTape, isExact, type Difference, type Keyed } from './invariants.ts';
import { demoSource, readTruth, select, type Truth } from './oracle.ts';
import { compareRedis, type RedisFinding } from './redis-check.ts';
import { PythonWitness } from './python-witness.ts';
import { faultName, faultPlan, type Fault } from './plan.ts';
import { between, random } from './random.ts';
import { Rig, type RigOptions } from './rig.ts';
import { Tally } from './tally.ts';
import { Witness, WITNESS_COLUMNS, type Testimony } from './witness.ts';

export interface RunOptions extends RigOptions {
  /** Whichever comes first ends the injecting. */
  readonly minutes: number;
  readonly faults: number;
  /** Only faults whose name starts with one of these. */
  readonly only: readonly string[];
  readonly logger: Logger;
}

export interface Finding {
  readonly filter: string;
  readonly expected: number;
  readonly received: number;
  readonly difference: Difference;
  readonly gaps: number;
  readonly skipped: number;
}

export interface RunResult {
  readonly seed: number;
  readonly injected: number;
  readonly rowsChecked: number;
  readonly findings: readonly Finding[];
  readonly missingKeys: readonly string[];
  readonly contradictingKeys: readonly string[];
  readonly redis: RedisFinding;
  /** Largest resident memory of each process at the end, MiB. */
  readonly memoryMiB: Readonly<Record<string, number>>;
  readonly stuck: readonly string[];
  readonly tally: Tally;
  readonly exact: boolean;
}

/** Witnesses from this one on connect through the proxy that stops reading. */
const SLOW_FROM = WITNESS_FILTERS.length - 2;
const LIVE_WITHIN_MS = 90_000;
const SETTLE_WITHIN_MS = 60_000;

/** One run: starts everything, disturbs it, lets it settle, and compares what every client has with the oracle. */
export async function runFaults(options: RunOptions): Promise<RunResult> {
  const { report, seed } = options;
  const next = random(seed);
  const rig = await Rig.start(options);
  const witnesses: Witness[] = [];
  const tally = new Tally();
  const stuck: string[] = [];
  let python: PythonWitness | undefined;
  try {
    await rig.stack.ready();
    for (const [i, filter] of WITNESS_FILTERS.entries()) {
      const urls = i >= SLOW_FROM ? [`http://127.0.0.1:${rig.slowClients.port}`] : i % 2 === 0 ? rig.clientUrls : [...rig.clientUrls].reverse();
      witnesses.push(new Witness(filter, urls, () => devToken({ user: `witness-${i}`, plan: 'realtime' }), random(seed * 1000 + i)));
    }
    python = await PythonWitness.start('', rig.clientUrls, await devToken({ user: 'python', plan: 'realtime' }));
    await waitUntilLive(witnesses, options.partitions, Date.now());
    const started = performance.now();
    for (const fault of faultPlan(next)) {
      if (tally.injected >= options.faults || performance.now() - started > options.minutes * 60_000) break;
      if (options.only.length > 0 && !options.only.some((name) => faultName(fault).startsWith(name))) continue;
      const ms = await disturb(fault, rig, witnesses, options.partitions);
      tally.add(faultName(fault), ms ?? LIVE_WITHIN_MS);
      report(`seed ${seed} #${tally.injected} ${faultName(fault)}: ${ms === undefined ? 'NOT live again' : `live again after ${(ms / 1000).toFixed(1)} s`}`);
      if (ms === undefined) {
        stuck.push(faultName(fault));
        break;
      }
      await sleep(between(next, 200, 2_000));
    }
    await rig.stack.ingestor.stop();
    const truth = await readTruth(rig.kafka.brokers, options.logger);
    await settle(truth, witnesses, python);
    const redis = await compareRedis(rig.redis.url, options.partitions, truth, options.logger);
    const source = await demoSource(truth.keys, options);
    return { ...judge(seed, truth, source, [...witnesses.map(statement), { filter: python.filter, ...(await python.testimony()) }], tally, stuck, redis), memoryMiB: await memory(rig) };
  } finally {
    python?.kill();
    for (const witness of witnesses) witness.close();
    await rig.stop();
  }
}

/** Injects one fault; returns the milliseconds from its beginning until rows received after its end reach every witness of the whole tape. */
async function disturb(fault: Fault, rig: Rig, witnesses: readonly Witness[], partitions: number): Promise<number | undefined> {
  const began = performance.now();
  await inject(fault, rig);
  return (await waitUntilLive(witnesses, partitions, Date.now())) ? performance.now() - began : undefined;
}

async function waitUntilLive(witnesses: readonly Witness[], partitions: number, since: number): Promise<boolean> {
  const whole = witnesses.filter((witness) => witness.filter === '');
  return eventually(() => {
    for (const witness of whole) {
      const live = [...witness.newest.values()].filter((recvTs) => recvTs >= since).length;
      if (live < partitions) throw new Error(`${live} of ${partitions} partitions are live`);
    }
    return true;
  }, { timeoutMs: LIVE_WITHIN_MS, everyMs: 50 }).catch(() => false);
}

/** Waits until every witness has as many rows as it should, or nothing comes any more. */
async function settle(truth: Truth, witnesses: readonly Witness[], python: PythonWitness): Promise<void> {
  await Promise.all(witnesses.map((witness) => witness.complete));
  const expected = witnesses.map((witness) => select(truth, witness.filter, ['id']).size);
  const whole = select(truth, python.filter, ['id']).size;
  await eventually(async () => {
    const held = await python.size();
    if (held < whole) throw new Error(`the Python witness has ${held} of ${whole} rows`);
    const behind = witnesses.filter((witness, i) => witness.size < (expected[i] ?? 0));
    if (behind.length > 0) throw new Error(`${behind.length} witnesses do not have all rows yet`);
  }, { timeoutMs: SETTLE_WITHIN_MS, everyMs: 500 }).catch(() => undefined);
}

/** What a client of a filter ended with. */
interface Statement extends Testimony {
  readonly filter: string;
}

const statement = (witness: Witness): Statement => ({ filter: witness.filter, ...witness.testimony() });

function judge(seed: number, truth: Truth, source: readonly Keyed[], statements: readonly Statement[], tally: Tally, stuck: readonly string[], redis: RedisFinding): Omit<RunResult, 'memoryMiB'> {
  const findings = statements.map(({ filter, rows, gaps, skipped }): Finding => {
    const expected = select(truth, filter, WITNESS_COLUMNS);
    return { filter, expected: expected.size, received: rows.length, difference: compareTape(expected, rows), gaps, skipped };
  });
  const { missing, contradicting } = compareKeys(source, truth.keys);
  const exact = findings.every((f) => isExact(f.difference) && f.gaps === 0 && f.skipped === 0)
    && missing.length + contradicting.length + stuck.length === 0
    && isExact(redis.trades) && redis.doubledAlerts.length + redis.missingAlerts.length === 0;
  return {
    seed, injected: tally.injected, rowsChecked: findings.reduce((sum, f) => sum + f.received, 0), findings,
    missingKeys: missing, contradictingKeys: contradicting, redis, stuck, tally, exact,
  };
}

async function memory(rig: Rig): Promise<Record<string, number>> {
  const running = rig.stack.services.filter((service) => service.pid !== undefined);
  const usage = await Promise.all(running.map(async (service) => [service.label, Math.round((await processUsage(service.pid ?? 0)).rssMiB)] as const));
  return Object.fromEntries(usage);
}

/** Folder of one run's data and logs. */
export const runFolder = (base: string, seed: number): string => join(base, `faults-${seed}`);
