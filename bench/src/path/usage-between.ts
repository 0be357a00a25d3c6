import type { Usages } from './path-run.ts';

export interface ProcessCost {
  /** CPU microseconds a trade. */
  readonly micros: number;
  /** Share of one core. */
  readonly cores: number;
  readonly rssMiB: number;
}

/** What each process cost between two readings. */
export function costsBetween(before: Usages, after: Usages, trades: number, seconds: number): Record<string, ProcessCost> {
  return Object.fromEntries(Object.entries(after).map(([name, { cpuSeconds, rssMiB }]) => {
    const spent = cpuSeconds - (before[name]?.cpuSeconds ?? 0);
    return [name, { micros: (spent / trades) * 1e6, cores: spent / seconds, rssMiB }];
  }));
}
