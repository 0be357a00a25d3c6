import { setTimeout as sleep } from 'node:timers/promises';
import type { LatencySummary } from '../measure/latency.ts';
import { p99BySecond, stretchFigures } from './arrivals.ts';
import { readHops, type Hop } from './hops.ts';
import { PathRun, type PathSettings, type Usages } from './path-run.ts';
import { secondsOf, tradesOf, type Stretch } from './timeline.ts';
import { costsBetween, type ProcessCost } from './usage-between.ts';

/** One stretch as it went. */
export interface StretchResult extends Stretch {
  /** Trades of the stretch that arrived, sooner or later, and how many a second from its first to its last. */
  readonly arrived: number;
  readonly arrivedPerSecond: number;
  /** Milliseconds from when a trade was due, and from `recvTs`, to the client. */
  readonly due: LatencySummary;
  readonly received: LatencySummary;
  readonly costs: Readonly<Record<string, ProcessCost>>;
  /** From `recvTs` to the end of each stage. */
  readonly hops: readonly Hop[];
}

/** Memory of every process at a second of the timeline. */
export interface MemorySample {
  readonly second: number;
  readonly rssMiB: Readonly<Record<string, number>>;
}

export interface TimelineResult {
  readonly stretches: readonly StretchResult[];
  /** p99 of what was due in each second, milliseconds. */
  readonly p99: readonly number[];
  readonly memory: readonly MemorySample[];
  readonly doubles: number;
  /** Packets that no client expected: lags, closed connections. */
  readonly unexpected: number;
}

const POLL_MS = 200;
const MEMORY_EVERY_S = 5;
/** What has not arrived this long after it was due is counted as it stands. */
const DRAIN_MS = 60_000;

interface Reading {
  readonly at: number;
  readonly usage: Usages;
  readonly hops: readonly Hop[];
}

/** Runs a timeline open-loop. The first stretch is the warm-up. */
export async function runTimeline(settings: Omit<PathSettings, 'pace'>): Promise<TimelineResult> {
  const { stretches } = settings;
  const run = await PathRun.start({ ...settings, pace: 'timeline' });
  try {
    const begin = await beginning(run);
    const memory: MemorySample[] = [];
    const until = async (second: number): Promise<void> => {
      for (;;) {
        const left = begin + second * 1000 - Date.now();
        if (left <= 0) return;
        await sleep(Math.min(left, MEMORY_EVERY_S * 1000));
        memory.push(await sample(run, (Date.now() - begin) / 1000));
      }
    };
    const readings: Reading[] = [];
    let second = 0;
    for (const stretch of stretches) {
      readings.push(await read(run));
      second += stretch.seconds;
      await until(second);
    }
    readings.push(await read(run));
    const figures = await drained(run, stretches);
    return {
      stretches: stretches.map((stretch, i) => resultOf(stretch, stretchFigures(figures, i), readings[i], readings[i + 1])),
      p99: p99BySecond(figures, secondsOf(stretches)), memory,
      doubles: figures['doubles'] ?? Number.NaN, unexpected: figures['unexpected'] ?? Number.NaN,
    };
  } finally {
    await run.stop();
  }
}

/** Wall clock at which the timeline began: known once rows have arrived. */
async function beginning(run: PathRun): Promise<number> {
  for (let waited = 0; waited < DRAIN_MS; waited += POLL_MS) {
    const { firstReceived, offset, begin } = await run.figures();
    if (Number.isFinite(firstReceived) && Number.isFinite(offset) && begin !== undefined) return begin;
    await sleep(POLL_MS);
  }
  throw new Error('no trade arrived within a minute of the start');
}

async function drained(run: PathRun, stretches: readonly Stretch[]): ReturnType<PathRun['figures']> {
  const expected = stretches.reduce((sum, stretch) => sum + tradesOf(stretch), 0);
  for (let waited = 0; ; waited += POLL_MS) {
    const figures = await run.figures();
    if ((figures['rows'] ?? 0) >= expected || waited >= DRAIN_MS) return figures;
    await sleep(POLL_MS);
  }
}

const read = async (run: PathRun): Promise<Reading> => ({ at: performance.now(), usage: await run.usage(), hops: await readHops(run.stack.services) });

async function sample(run: PathRun, second: number): Promise<MemorySample> {
  const usage = await run.usage();
  return { second: Math.round(second), rssMiB: Object.fromEntries(Object.entries(usage).map(([name, { rssMiB }]) => [name, Math.round(rssMiB * 10) / 10])) };
}

function resultOf(stretch: Stretch, found: ReturnType<typeof stretchFigures>, before: Reading | undefined, after: Reading | undefined): StretchResult {
  if (before === undefined || after === undefined) throw new Error('a stretch has no readings');
  const { rows, first, last, due, received } = found;
  return {
    ...stretch, arrived: rows, arrivedPerSecond: (rows * 1000) / Math.max(1, last - first), due, received,
    costs: costsBetween(before.usage, after.usage, tradesOf(stretch), (after.at - before.at) / 1000),
    hops: after.hops.map((hop) => hop.since(before.hops.find(({ name }) => name === hop.name))),
  };
}
