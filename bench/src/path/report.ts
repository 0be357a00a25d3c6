import { describeMachine, type Machine } from '../measure/machine.ts';
import { table } from '../measure/markdown.ts';
import type { ProfileOfProcess } from '../measure/profile-packages.ts';
import type { Drained } from './drained.ts';
import type { Burst, Capacity, Soak } from './scenarios.ts';
import type { StretchResult } from './timeline-run.ts';
import type { ProcessCost } from './usage-between.ts';

/** Everything that a run of the benchmark found; what was not asked for is left out. */
export interface PathReport {
  readonly machine: Machine;
  readonly at: string;
  readonly clients: number;
  readonly latencyClients: number;
  /** Rounds a CPU second of the calibration loop, before and after. */
  readonly calibration: readonly [number, number];
  readonly capacity?: Capacity;
  readonly latency?: readonly StretchResult[];
  readonly burst?: Burst;
  readonly soak?: Soak;
  readonly scaleOut?: readonly (Drained & { readonly normalizers: number })[];
  readonly profiles?: readonly ProfileOfProcess[];
}

const whole = (value: number): string => (Number.isFinite(value) ? String(Math.round(value)) : '–');
const tenths = (value: number): string => (Number.isFinite(value) ? value.toFixed(1) : '–');

/** The report as Markdown. */
export function markdown(report: PathReport): string {
  const { machine, at, calibration, capacity, latency, burst, soak, scaleOut, profiles } = report;
  return [
    `Measured on ${describeMachine(machine)}, which also ran Kafka, Redis and all clients, ${at}. Calibration loop: ${calibration.map(whole).join(' and ')} rounds a CPU second before and after.`,
    ...(capacity === undefined ? [] : capacityText(capacity, report.clients)),
    ...(latency === undefined ? [] : latencyText(latency, report.latencyClients)),
    ...(burst === undefined ? [] : burstText(burst)),
    ...(soak === undefined ? [] : soakText(soak)),
    ...(scaleOut === undefined ? [] : scaleOutText(scaleOut)),
    ...(profiles === undefined ? [] : profilesText(profiles)),
  ].join('\n\n');
}

function capacityText({ drained, tradesPerSecond: { median, min, max }, steps, sustained }: Capacity, clients: number): string[] {
  return [
    `### Capacity, ${clients} clients`,
    `A replay at full speed: median ${whole(median)} trades/s of ${drained.length} runs (${whole(min)}–${whole(max)}), the last 65 % of the trades; start-up included ${whole(drained.at(-1)?.withStart ?? Number.NaN)}. Highest paced rate at which no lag grew: ${sustained} trades/s.`,
    costTable(drained.at(-1)?.costs ?? {}),
    table(['paced at', 'arrived/s', 'p50 ms', 'p99 ms', 'of 2 cores', 'held'], steps.map((step) =>
      [step.rate, whole(step.arrivedPerSecond), tenths(step.due.p50), tenths(step.due.p99), (step.costs['machine']?.cores ?? Number.NaN).toFixed(2), step.held ? 'yes' : 'no'])),
  ];
}

/** One process has one core at most, so its CPU time a trade bounds what it takes. */
function costTable(costs: Readonly<Record<string, ProcessCost>>): string {
  const rows = Object.entries(costs).map(([name, { micros, cores, rssMiB }]) =>
    [name, tenths(micros), cores.toFixed(2), name === 'machine' ? '–' : whole(rssMiB), name === 'machine' || name === 'Kafka' || name === 'clients' ? '–' : whole(1e6 / micros)]);
  return table(['process', 'CPU µs a trade', 'cores', 'MiB', 'trades/s of one core'], rows);
}

function latencyText(stretches: readonly StretchResult[], clients: number): string[] {
  return [
    `### Latency, ${clients} clients on distinct filters`,
    'Milliseconds to the client of the empty filter, from when a trade was due (nothing waits for anything, so no stall is left out) and from `recvTs`:',
    table(['trades/s', 'arrived/s', 'due p50', 'p99', 'p99.9', 'max', 'recvTs p50', 'p99', 'of 2 cores'], stretches.map(({ rate, arrivedPerSecond, due, received, costs }) =>
      [rate, whole(arrivedPerSecond), ...[due.p50, due.p99, due.p999, due.max, received.p50, received.p99].map(tenths), (costs['machine']?.cores ?? Number.NaN).toFixed(2)])),
    'From `recvTs` to the end of each stage, p50 / p99 ms by the services\' own histograms (one value a batch):',
    table(['trades/s', ...(stretches[0]?.hops ?? []).map(({ name }) => name)], stretches.map(({ rate, hops }) => [rate, ...hops.map((hop) => `${tenths(hop.at(0.5))} / ${tenths(hop.at(0.99))}`)])),
  ];
}

function burstText({ before, during, after, p99, from, to, recovered }: Burst): string[] {
  const row = (name: string, { rate, arrivedPerSecond, due }: StretchResult): (string | number)[] => [name, rate, whole(arrivedPerSecond), tenths(due.p50), tenths(due.p99), tenths(due.max)];
  return [
    '### The open: a burst',
    table(['', 'trades/s', 'arrived/s', 'p50 ms', 'p99 ms', 'max ms'], [row('before', before), row('burst', during), row('after', after)]),
    recovered === undefined ? 'p99 was not back to twice what it was before within the run.' : `p99 back to at most twice what it was before: ${recovered} s after the end of the burst.`,
    'CPU while it lasted:',
    costTable(during.costs),
    chart('p99 of each second, ms, from 5 s before the burst to 25 s after it', p99.slice(from - 5, to + 25)),
  ];
}

function soakText({ result, slopes, p99ByMinute, doubles }: Soak): string[] {
  return [
    '### Soak',
    `${result.seconds} s at ${result.rate} trades/s: ${result.arrived} of ${Math.round(result.rate * result.seconds)} trades arrived, ${doubles} twice; p50 ${tenths(result.due.p50)}, p99 ${tenths(result.due.p99)}, max ${tenths(result.due.max)} ms.`,
    table(['process', 'MiB at the end', 'MiB an hour, second half'], Object.entries(slopes).map(([name, slope]) => [name, whole(result.costs[name]?.rssMiB ?? Number.NaN), tenths(slope)])),
    chart('median of the seconds\' p99, by minute, ms', p99ByMinute),
  ];
}

function scaleOutText(results: readonly (Drained & { readonly normalizers: number })[]): string[] {
  return [
    '### Scale-out of the normalizer',
    table(['normalizers', 'trades/s', 'normalizers, CPU µs a trade', 'of 2 cores'], results.map(({ normalizers, tradesPerSecond, costs }) => [
      normalizers, whole(tradesPerSecond),
      tenths(Object.entries(costs).filter(([name]) => name.startsWith('normalizer')).reduce((sum, [, { micros }]) => sum + micros, 0)),
      (costs['machine']?.cores ?? Number.NaN).toFixed(2),
    ])),
  ];
}

function profilesText(profiles: readonly ProfileOfProcess[]): string[] {
  const share = ([owner, part]: readonly [string, number]): string => `${owner} ${Math.round(part * 100)} %`;
  return ['### Profiles', 'Of the time in which the main thread was not idle, from start to stop:', table(['process', 'where'], profiles.map(({ process, shares }) => [process, shares.map(share).join(', ')]))];
}

/** A chart that GitHub and GitLab draw. */
function chart(title: string, values: readonly number[]): string {
  return ['```mermaid', 'xychart-beta', `  title "${title}"`, `  line [${values.map((value) => (Number.isFinite(value) ? value.toFixed(1) : '0')).join(', ')}]`, '```'].join('\n');
}
