import type { Print } from './print.ts';
import { standing } from './standing.ts';

/** Sums of the prints on a tape; premium in US dollars, shares 0 to 1 of all premium. */
export interface Pulse {
  readonly calls: number;
  readonly puts: number;
  readonly bullish: number;
  readonly bearish: number;
  readonly neither: number;
  /** Contracts of puts over those of calls; undefined without calls. */
  readonly putCall: number | undefined;
  /** Premium of sweeps. */
  readonly sweeps: number;
  readonly prints: number;
  /** Time of the oldest one, epoch milliseconds. */
  readonly since: number;
}

/** Adds up prints, newest first, as they stand. */
export function pulseOf(newestFirst: readonly Print[]): Pulse {
  const sums = { calls: 0, puts: 0, bullish: 0, bearish: 0, sweeps: 0, callSize: 0, putSize: 0 };
  const prints = standing(newestFirst);
  for (const { premium, right, size, sentiment, flags } of prints) {
    const dollars = premium ?? 0;
    sums[right === 'C' ? 'calls' : 'puts'] += dollars;
    sums[right === 'C' ? 'callSize' : 'putSize'] += size;
    if (sentiment === 'bullish' || sentiment === 'bearish') sums[sentiment] += dollars;
    if (flags.includes('sweep')) sums.sweeps += dollars;
  }
  const all = Math.max(1, sums.calls + sums.puts);
  const bullish = sums.bullish / all;
  const bearish = sums.bearish / all;
  return {
    calls: sums.calls, puts: sums.puts, sweeps: sums.sweeps, bullish, bearish, neither: Math.max(0, 1 - bullish - bearish),
    putCall: sums.callSize === 0 ? undefined : sums.putSize / sums.callSize, prints: prints.length, since: newestFirst.at(-1)?.ts ?? 0,
  };
}
