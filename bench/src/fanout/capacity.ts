import type { LocalRedis } from '@tapewire/testkit';
import { runOnce, type RunResult, type RunSettings } from './run.ts';
import type { Contender } from './servers.ts';

const P99_MS = 250;
/** The feed and the rows must keep up with what was asked, or the latency of those that came says little. */
const KEPT_UP = 0.97;
const GROW = 2;
/** Steps between the last rate that held and the first that did not. */
const REFINEMENTS = 3;

const holds = ({ p99, fed, rate, lagged, rowsPerSecond }: RunResult, rowsPerTrade: number): boolean =>
  p99 < P99_MS && fed >= rate * KEPT_UP && lagged === 0 && rowsPerSecond >= rate * rowsPerTrade * KEPT_UP * KEPT_UP;

/** The run at the highest rate found whose p99 stays below 250 ms; undefined when not even the first does. */
export async function findCapacity(contender: Contender, redis: LocalRedis, settings: RunSettings, rowsPerTrade: number, report: (line: string) => void): Promise<RunResult | undefined> {
  let best: RunResult | undefined;
  let low = 0;
  let high = Infinity;
  let rate = settings.rate;
  for (let refined = 0; refined <= REFINEMENTS;) {
    const result = await runOnce(contender, redis, { ...settings, rate });
    const held = holds(result, rowsPerTrade);
    report(`${contender.name} at ${rate} trades/s: p99 ${result.p99.toFixed(0)} ms, ${result.rowsPerSecond.toFixed(0)} rows/s, ${held ? 'held' : 'not held'}`);
    if (held) {
      best = result;
      low = rate;
    } else high = rate;
    if (high < Infinity) refined += 1;
    rate = Math.round(high === Infinity ? rate * GROW : (low + high) / 2);
  }
  return best;
}
