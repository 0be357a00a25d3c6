import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '@tapewire/testkit';
import { PathRun } from './path-run.ts';
import { costsBetween, type ProcessCost } from './usage-between.ts';

export interface Drained {
  readonly trades: number;
  /** Trades a second over the middle of the replay, when every process is warm. */
  readonly tradesPerSecond: number;
  /** From the receipt of the first trade to the arrival of the last one, start-up of all processes included. */
  readonly withStart: number;
  readonly costs: Readonly<Record<string, ProcessCost>>;
  readonly doubles: number;
}

export interface DrainedSettings {
  readonly trades: number;
  readonly clients: number;
  readonly normalizers: number;
  readonly profiles?: string;
  readonly report: Report;
}

const POLL_MS = 100;
const GIVE_UP_MS = 240_000;
/** The part of the trades over which it is measured. */
const FROM = 0.3;
const TO = 0.95;
/** A file is written as if at this rate; the replay does not look at it. */
const NOMINAL_RATE = 10_000;

/** Replays trades as fast as they are read: what the path takes at most, with each stage as far behind as it likes. */
export async function measureDrained({ trades, ...settings }: DrainedSettings): Promise<Drained> {
  const stretches = [{ rate: NOMINAL_RATE, seconds: trades / NOMINAL_RATE }];
  const run = await PathRun.start({ ...settings, stretches, pace: 'max' });
  try {
    const begun = performance.now();
    const at = async (share: number): Promise<{ rows: number; time: number }> => {
      for (;;) {
        const { rows = 0 } = await run.figures();
        if (rows >= trades * share) return { rows, time: performance.now() };
        if (performance.now() - begun > GIVE_UP_MS) throw new Error(`${rows} of ${trades} trades have arrived`);
        await sleep(POLL_MS);
      }
    };
    const first = await at(FROM);
    const before = await run.usage();
    const last = await at(TO);
    const after = await run.usage();
    await at(1);
    const { doubles = 0, firstReceived = Number.NaN } = await run.figures();
    const seconds = (last.time - first.time) / 1000;
    return {
      trades, doubles,
      tradesPerSecond: (last.rows - first.rows) / seconds,
      withStart: (trades * 1000) / (performance.timeOrigin + performance.now() - firstReceived),
      costs: costsBetween(before, after, last.rows - first.rows, seconds),
    };
  } finally {
    await run.stop();
  }
}
