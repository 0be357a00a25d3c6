import type { AreaShare } from '../measure/cpu-profile.ts';
import { table } from '../measure/markdown.ts';
import type { RunResult } from './run.ts';
import { BARE } from './servers.ts';

const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** One result in short, for those who wait for the table. */
export const resultLine = ({ server, fed, rowsPerSecond, packetsPerSecond, perTrade, p50, p99 }: RunResult): string =>
  `${server}: ${fed.toFixed(0)} trades/s, ${rowsPerSecond.toFixed(0)} rows/s in ${packetsPerSecond.toFixed(0)} packets/s, ${figure(perTrade)} µs a trade, p50 ${figure(p50)} ms, p99 ${figure(p99)} ms`;

/** Results of one workload as a Markdown table, with ratios to the bare socket.io server. */
export function resultTable(results: readonly RunResult[]): string {
  const bare = results.find(({ server }) => server === BARE);
  return table(
    ['server', 'trades/s', 'rows/s', 'packets/s', 'CPU µs a row', 'CPU µs a trade', '× bare', 'Redis µs a trade', 'p50 ms', 'p99 ms', 'MiB'],
    results.map((one) => [
      one.server, one.fed.toFixed(0), one.rowsPerSecond.toFixed(0), one.packetsPerSecond.toFixed(0), figure(one.perRow), figure(one.perTrade),
      bare ? (one.perTrade / bare.perTrade).toFixed(2) : '–', figure(one.redisPerTrade), figure(one.p50), figure(one.p99), one.rssMiB.toFixed(0),
    ]),
  );
}

/** Highest rates as a Markdown table. */
export function capacityTable(results: readonly RunResult[]): string {
  const bare = results.find(({ server }) => server === BARE);
  return table(
    ['server', 'highest trades/s', 'rows/s', 'packets/s', '× bare', 'CPU µs a trade', 'p50 ms', 'p99 ms'],
    results.map((one) => [
      one.server, one.rate, one.rowsPerSecond.toFixed(0), one.packetsPerSecond.toFixed(0), bare ? (one.rate / bare.rate).toFixed(2) : '–',
      figure(one.perTrade), figure(one.p50), figure(one.p99),
    ]),
  );
}

/** A run of a gateway that was profiled. */
export interface ProfiledRun extends RunResult {
  readonly shares: readonly AreaShare[];
}

/** Where the time of gateways went, as a Markdown table of shares. */
export function profileTable(runs: readonly ProfiledRun[]): string {
  const areas = [...new Set(runs.flatMap(({ shares }) => shares.map(({ area }) => area)))];
  const percent = (run: ProfiledRun, area: string): string => `${((run.shares.find((one) => one.area === area)?.share ?? 0) * 100).toFixed(1)} %`;
  return table(['part', ...runs.map(({ server }) => server)], areas.map((area) => [area, ...runs.map((run) => percent(run, area))]));
}
