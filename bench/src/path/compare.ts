import { table } from '../measure/markdown.ts';
import { compare } from './guard.ts';
import type { PathReport } from './report.ts';

/** Prints the ratios of two reports; the exit code, 1 when something got slower. */
export function printComparison(before: PathReport, after: PathReport): number {
  const changes = compare(before, after);
  console.log(`\nRounds of the calibration loop that a trade costs, ${before.at} and ${after.at}:\n`);
  console.log(table(['process', 'before', 'after', 'ratio', ''], changes.map(({ what, before: a, after: b, ratio, slower }) =>
    [what, a.toFixed(2), b.toFixed(2), ratio.toFixed(2), slower ? 'slower' : ''])));
  const throughput = (report: PathReport): number => report.capacity?.tradesPerSecond.median ?? Number.NaN;
  console.log(`\nReplay at full speed: ${Math.round(throughput(before))} and ${Math.round(throughput(after))} trades/s, ratio ${(throughput(after) / throughput(before)).toFixed(2)}.`);
  const slower = changes.filter((change) => change.slower).map(({ what }) => what);
  console.log(slower.length === 0 ? 'Nothing got slower.' : `Slower: ${slower.join(', ')}.`);
  return slower.length === 0 ? 0 : 1;
}
