import type { PathReport } from './report.ts';
import type { ProcessCost } from './usage-between.ts';

/** Below this share more, a difference is noise. */
const SLOWER = 1.25;
const NOT_OURS: ReadonlySet<string> = new Set(['machine', 'clients']);

export interface Change {
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** After over before. */
  readonly ratio: number;
  readonly slower: boolean;
}

/**
 * Compares what a trade costs each process, in rounds of the calibration loop that ran beside either measurement, so that
 * another machine or a busy one does not look like a regression.
 */
export function compare(before: PathReport, after: PathReport): Change[] {
  const [old, now] = [costsOf(before), costsOf(after)];
  return Object.keys(now).filter((name) => !NOT_OURS.has(name) && old[name] !== undefined).map((what) => {
    const [a, b] = [rounds(old[what], before), rounds(now[what], after)];
    return { what, before: a, after: b, ratio: b / a, slower: b / a > SLOWER };
  });
}

const costsOf = ({ capacity }: PathReport): Readonly<Record<string, ProcessCost>> => capacity?.drained.at(-1)?.costs ?? {};

function rounds(cost: ProcessCost | undefined, { calibration: [first, last] }: PathReport): number {
  return ((cost?.micros ?? Number.NaN) / 1e6) * ((first + last) / 2);
}
