import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { devToken, eventually } from '@tapewire/testkit';
import type { Logger } from '@tapewire/telemetry';
import { processUsage } from '../measure/process-usage.ts';
import { WITNESS_FILTERS } from './filters.ts';
import { inject } from './inject.ts';
import { judge, type Statement } from './judge.ts';
import { demoSource, readTruth, select, type Truth } from './oracle.ts';
import { compareRedis } from './redis-check.ts';
import { PythonWitness } from './python-witness.ts';
import { faultName, faultPlan, type Fault } from './plan.ts';
import { between, random } from './random.ts';
import type { RunReport } from './report.ts';
import { Rig, type RigOptions } from './rig.ts';
import { Tally } from './tally.ts';
import { Witness } from './witness.ts';

export interface RunOptions extends RigOptions {
  /** Whichever comes first ends the injecting. */
  readonly minutes: number;
  readonly faults: number;
  /** Only faults whose name starts with one of these. */
  readonly only: readonly string[];
  /** These faults instead of what the seed draws. */
  readonly plan?: readonly Fault[];
  /** How long the tape may take to be live again; default 90 s. */
  readonly liveWithinMs?: number;
  /** A client that gets nothing for so long will not get what it lacks; default 40 s. */
  readonly settledAfterMs?: number;
  readonly logger: Logger;
}

/** Witnesses from this one on connect through the proxy that stops reading. */
const SLOW_FROM = WITNESS_FILTERS.length - 2;
const LIVE_WITHIN_MS = 90_000;
const SETTLED_AFTER_MS = 40_000;
const SETTLE_POLL_MS = 500;
/** A process that ends larger than this holds on to something. */
const MEMORY_LIMIT_MIB = 700;
const COMPLAINT_LENGTH = 400;

/** One run: starts everything, disturbs it, lets it settle, and compares what every client has with the oracle. */
export async function runFaults(options: RunOptions): Promise<RunReport> {
  const { report, seed, shape } = options;
  const next = random(seed);
  const rig = await Rig.start(options);
  const witnesses: Witness[] = [];
  const tally = new Tally();
  const problems: string[] = [];
  const startWitness = (i: number, filter: string, urls: readonly string[]): Witness => {
    const witness = new Witness(filter, urls, () => devToken({ user: `witness-${i}`, plan: 'realtime' }), random(seed * 1000 + i));
    witnesses.push(witness);
    return witness;
  };
  let python: PythonWitness | undefined;
  try {
    await rig.stack.ready();
    for (const [i, filter] of WITNESS_FILTERS.entries()) {
      startWitness(i, filter, i >= SLOW_FROM ? [`http://127.0.0.1:${rig.slowClients.port}`] : i % 2 === 0 ? rig.clientUrls : [...rig.clientUrls].reverse());
    }
    python = await PythonWitness.start('', rig.clientUrls, await devToken({ user: 'python', plan: 'realtime' }));
    await waitUntilLive(witnesses, options, Date.now());
    const started = performance.now();
    for (const fault of options.plan ?? faultPlan(next, shape)) {
      if (tally.injected >= options.faults || performance.now() - started > options.minutes * 60_000) break;
      if (options.only.length > 0 && !options.only.some((name) => faultName(fault).startsWith(name))) continue;
      const at = Date.now();
      const connected = disconnects(witnesses);
      const ms = await disturb(fault, rig, witnesses, options);
      tally.add(faultName(fault), at, ms ?? options.liveWithinMs ?? LIVE_WITHIN_MS);
      report(`seed ${seed} #${tally.injected} ${faultName(fault)}: ${ms === undefined ? 'NOT live again' : `live again after ${(ms / 1000).toFixed(1)} s`}, ${disconnects(witnesses) - connected} connections of clients lost`);
      if (ms === undefined) {
        problems.push(`not live again after ${faultName(fault)}: ${(await complaints(rig)).join('; ')}`);
        break;
      }
      await sleep(between(next, 200, 2_000));
    }
    await rig.stack.ingestor.stop();
    const truth = await readTruth(rig.kafka.brokers, options.logger);
    const patience = options.settledAfterMs ?? SETTLED_AFTER_MS;
    await settle(truth, patience, witnesses, python);
    // One more who comes now has everything from snapshot and pages.
    const late = startWitness(witnesses.length, '', rig.clientUrls);
    await settle(truth, patience, [late]);
    const statements: Statement[] = [
      ...witnesses.map((witness) => ({ ...(witness === late ? { who: 'client that comes at the end' } : {}), filter: witness.filter, ...witness.testimony() })),
      { who: 'Python client', filter: python.filter, ...(await python.testimony()) },
    ];
    const redis = await compareRedis(rig.redis.url, options.partitions, truth, options.logger);
    const verdict = judge({ truth, source: await demoSource(truth.keys, options), statements, redis }, tally);
    const memoryMiB = await memory(rig);
    for (const [name, mib] of Object.entries(memoryMiB)) if (mib > MEMORY_LIMIT_MIB) problems.push(`${name} ends with ${mib} MiB, expected at most ${MEMORY_LIMIT_MIB}`);
    problems.push(...verdict.problems);
    return { seed, ...shape, injected: tally.injected, ...verdict, problems, exact: problems.length === 0, memoryMiB, tally: tally.toJSON() };
  } finally {
    python?.kill();
    for (const witness of witnesses) witness.close();
    await rig.stop();
  }
}

const disconnects = (witnesses: readonly Witness[]): number => witnesses.reduce((sum, witness) => sum + witness.disconnects, 0);

/** Injects one fault; returns the milliseconds from its beginning until rows received after its end reach every witness of the whole tape. */
async function disturb(fault: Fault, rig: Rig, witnesses: readonly Witness[], options: RunOptions): Promise<number | undefined> {
  const began = performance.now();
  await inject(fault, rig);
  return (await waitUntilLive(witnesses, options, Date.now())) ? performance.now() - began : undefined;
}

async function waitUntilLive(witnesses: readonly Witness[], { partitions, liveWithinMs = LIVE_WITHIN_MS }: RunOptions, since: number): Promise<boolean> {
  const whole = witnesses.filter((witness) => witness.filter === '');
  return eventually(() => {
    for (const witness of whole) {
      const live = [...witness.newest.values()].filter((recvTs) => recvTs >= since).length;
      if (live < partitions) throw new Error(`${live} of ${partitions} partitions are live`);
    }
    return true;
  }, { timeoutMs: liveWithinMs, everyMs: 50 }).catch(() => false);
}

/** Waits until every witness has as many rows as it should, or nothing comes any more. */
async function settle(truth: Truth, patienceMs: number, witnesses: readonly Witness[], python?: PythonWitness): Promise<void> {
  const lacking = async (): Promise<number> => {
    const held = [...witnesses.map((witness) => witness.size), ...(python === undefined ? [] : [await python.size()])];
    return held.reduce((sum, size, i) => sum + Math.max(0, (expected[i] ?? 0) - size), 0);
  };
  const expected = [...witnesses, ...(python === undefined ? [] : [python])].map(({ filter }) => select(truth, filter, ['id']).size);
  let fewest = Infinity;
  let at = performance.now();
  while (fewest > 0 && performance.now() - at < patienceMs) {
    const now = await lacking();
    if (now < fewest) {
      fewest = now;
      at = performance.now();
    }
    await sleep(fewest === 0 ? 0 : SETTLE_POLL_MS);
  }
}

/** What services say of themselves that are not ready. */
async function complaints({ stack }: Rig): Promise<string[]> {
  const said = await Promise.all(stack.services.map(async (service) => {
    const answer = await fetch(`${service.management}/health/ready`, { signal: AbortSignal.timeout(2000) }).then((response) => (response.ok ? undefined : response.text().then((text) => text.slice(0, COMPLAINT_LENGTH))), () => 'does not answer');
    return answer === undefined ? [] : [`${service.label}: ${answer}`];
  }));
  return said.flat();
}

async function memory({ stack }: Rig): Promise<Record<string, number>> {
  const running = stack.services.filter((service) => service.pid !== undefined);
  const usage = await Promise.all(running.map(async (service) => [service.label, Math.round((await processUsage(service.pid ?? 0)).rssMiB)] as const));
  return Object.fromEntries(usage);
}

/** Folder of one run's data and logs. */
export const runFolder = (base: string, seed: number): string => join(base, `faults-${seed}`);
