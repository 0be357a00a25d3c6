import { join } from 'node:path';
import type { Report } from '@tapewire/testkit';
import { slopeOf, spreadOf, type Spread } from '../measure/spread.ts';
import { measureDrained, type Drained } from './drained.ts';
import { runTimeline, type StretchResult, type TimelineResult } from './timeline-run.ts';
import type { Stretch } from './timeline.ts';

export interface ScenarioSettings {
  readonly clients: number;
  readonly latencyClients: number;
  /** Trades of a replay at full speed. */
  readonly trades: number;
  readonly runs: number;
  /** Seconds that each rate is measured. */
  readonly seconds: number;
  readonly soakSeconds: number;
  /** How many times the usual rate a burst is. */
  readonly burst: number;
  /** Folder of CPU profiles, one below it for each scenario. */
  readonly profiles?: string;
  readonly report: Report;
}

/** What every run of a scenario is given. */
const common = ({ profiles, report }: ScenarioSettings, scenario: string): { readonly report: Report; readonly normalizers: number; readonly profiles?: string } =>
  ({ report, normalizers: 1, ...(profiles === undefined ? {} : { profiles: join(profiles, scenario) }) });

const WARM_UP: Stretch = { rate: 1000, seconds: 15 };
const NORMAL_RATE = 1000;
const SETTLE_S = 3;
/** A rate holds when all of it arrives and the last seconds are as quick as this: lag that grows is above it. */
const HELD_P99_MS = 250;
const HELD_SHARE = 0.97;
const LAST_SECONDS = 2;
const STEPS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

export interface Capacity {
  readonly drained: readonly Drained[];
  readonly tradesPerSecond: Spread;
  readonly steps: readonly (StretchResult & { readonly held: boolean })[];
  /** The highest rate of the steps that held. */
  readonly sustained: number;
}

/** (a) What the path drains at most, and the highest paced rate at which no lag grows. */
export async function capacity(settings: ScenarioSettings): Promise<Capacity> {
  const { trades, clients, runs, seconds, report } = settings;
  const drained: Drained[] = [];
  for (let run = 0; run < runs; run += 1) {
    drained.push(await measureDrained({ trades, clients, ...common(settings, 'replay') }));
    report(`replay at full speed: ${Math.round(drained.at(-1)?.tradesPerSecond ?? 0)} trades/s`);
  }
  const tradesPerSecond = spreadOf(drained.map((one) => one.tradesPerSecond));
  const rates = STEPS.map((step) => Math.round((tradesPerSecond.median * step) / 100) * 100);
  const each = Math.max(2 * LAST_SECONDS, Math.round(seconds / 3));
  const result = await runTimeline({ stretches: [WARM_UP, ...rates.map((rate) => ({ rate, seconds: each }))], clients, ...common(settings, 'paced') });
  const steps = result.stretches.slice(1).map((stretch, i) => ({ ...stretch, held: holds(stretch, result, WARM_UP.seconds + (i + 1) * each) }));
  const firstLost = steps.findIndex(({ held }) => !held);
  const held = firstLost < 0 ? steps : steps.slice(0, firstLost);
  return { drained, tradesPerSecond, steps, sustained: held.at(-1)?.rate ?? 0 };
}

function holds({ rate, seconds, arrived, arrivedPerSecond }: StretchResult, { p99 }: TimelineResult, end: number): boolean {
  const last = p99.slice(end - LAST_SECONDS, end);
  return arrived >= rate * seconds * HELD_SHARE && arrivedPerSecond >= rate * HELD_SHARE && last.every((ms) => ms < HELD_P99_MS);
}

/** (b) Latency at each rate, with many clients on distinct filters. */
export async function latency(rates: readonly number[], settings: ScenarioSettings): Promise<readonly StretchResult[]> {
  const { latencyClients, seconds } = settings;
  const measured = rates.flatMap((rate): Stretch[] => [{ rate, seconds: SETTLE_S }, { rate, seconds }]);
  const { stretches } = await runTimeline({ stretches: [WARM_UP, ...measured], clients: latencyClients, ...common(settings, 'latency') });
  return stretches.slice(1).filter((_, i) => i % 2 === 1);
}

export interface Burst {
  readonly before: StretchResult;
  readonly during: StretchResult;
  readonly after: StretchResult;
  /** p99 of each second, the burst beginning at `from` and ending at `to`. */
  readonly p99: readonly number[];
  readonly from: number;
  readonly to: number;
  /** Seconds from the end of the burst until p99 is at most twice what it was before; undefined when it was not within the run. */
  readonly recovered: number | undefined;
}

/** (d) A multiple of the usual rate, twenty times unless told otherwise. */
export async function burst(settings: ScenarioSettings): Promise<Burst> {
  const { clients, seconds } = settings;
  const parts: readonly Stretch[] = [WARM_UP, { rate: NORMAL_RATE, seconds }, { rate: NORMAL_RATE * settings.burst, seconds }, { rate: NORMAL_RATE, seconds: 2 * seconds }];
  const { stretches: [, before, during, after], p99 } = await runTimeline({ stretches: parts, clients, ...common(settings, 'burst') });
  if (before === undefined || during === undefined || after === undefined) throw new Error('a burst has three parts');
  const from = WARM_UP.seconds + seconds;
  const to = from + seconds;
  const usual = spreadOf(p99.slice(WARM_UP.seconds + SETTLE_S, from)).max;
  const calm = p99.slice(to).findIndex((_, i, tail) => tail.slice(i).every((ms) => ms <= 2 * usual));
  return { before, during, after, p99, from, to, recovered: calm < 0 ? undefined : calm };
}

export interface Soak {
  readonly result: StretchResult;
  /** MiB an hour that each process grew, over the second half. */
  readonly slopes: Readonly<Record<string, number>>;
  readonly memory: TimelineResult['memory'];
  readonly p99ByMinute: readonly number[];
  readonly doubles: number;
}

const SECONDS_AN_HOUR = 3600;

/** (f) The usual rate for long. */
export async function soak(settings: ScenarioSettings): Promise<Soak> {
  const { latencyClients, soakSeconds } = settings;
  const { stretches: [, result], p99, memory, doubles } = await runTimeline({
    stretches: [WARM_UP, { rate: NORMAL_RATE, seconds: soakSeconds }], clients: latencyClients, ...common(settings, 'soak'),
  });
  if (result === undefined) throw new Error('a soak has one part');
  const half = memory.filter(({ second }) => second > WARM_UP.seconds + soakSeconds / 2);
  const names = Object.keys(half[0]?.rssMiB ?? {}).filter((name) => name !== 'machine');
  const slope = (name: string): number => slopeOf(half.map(({ second }) => second), half.map(({ rssMiB }) => rssMiB[name] ?? 0)) * SECONDS_AN_HOUR;
  const minutes = Math.floor(soakSeconds / 60);
  const p99ByMinute = Array.from({ length: minutes }, (_, minute) => spreadOf(p99.slice(WARM_UP.seconds + minute * 60, WARM_UP.seconds + (minute + 1) * 60)).median);
  return { result, slopes: Object.fromEntries(names.map((name) => [name, slope(name)])), memory, p99ByMinute, doubles };
}

/** (g) The replay at full speed with more normalizers. */
export async function scaleOut(counts: readonly number[], settings: ScenarioSettings): Promise<readonly (Drained & { readonly normalizers: number })[]> {
  const { trades, clients } = settings;
  const results = [];
  for (const normalizers of counts) {
    results.push({ normalizers, ...(await measureDrained({ trades, clients, ...common(settings, `scale-out-${normalizers}`), normalizers })) });
  }
  return results;
}
