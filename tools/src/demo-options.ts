import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseOptions, positiveNumber, UsageError, wholeNumber, type OptionSpec } from './options.ts';

const GATEWAYS_MAX = 16;

export const DEMO_OPTIONS = {
  feed: { value: 'FEED', doc: 'demo (a synthetic market), a folder like ../shared/data/aapl-20140606, or a file .csv, .csv.gz, .dbn or .dbn.zst (default demo)' },
  speed: { value: 'S', doc: 'how fast a file is replayed: 1, 60, … or max (default 1)', check: (text) => (text === 'max' ? undefined : positiveNumber(text) && 'max or a number above 0') },
  rate: { value: 'N', doc: 'trades a second of the demo market', check: positiveNumber },
  seed: { value: 'N', doc: 'seed of the demo market', check: wholeNumber(0, 2 ** 31 - 1) },
  shift: { value: 'DAYS', doc: 'moves trade times and expirations of a replay by whole days, e.g. 4000', check: (text) => (/^-?\d{1,6}$/.test(text) ? undefined : 'a whole number of days') },
  gateways: { value: 'N', doc: 'how many gateways (default 2)', check: wholeNumber(1, GATEWAYS_MAX) },
  partitions: { value: 'N', doc: 'partitions of the topics (default 4)', check: wholeNumber(1, 1024) },
  port: { value: 'P', doc: 'port of the page; gateway i listens at P + i (default 8080)', check: wholeNumber(1, 65_000) },
  keep: { doc: 'go on with the Kafka and Redis of the last run; without it the demo starts fresh' },
} as const satisfies Record<string, OptionSpec>;

export interface DemoSettings {
  /** Settings of the ingestor. */
  readonly feed: Readonly<Record<string, string>>;
  readonly gateways: number;
  readonly partitions: number;
  readonly port: number;
  readonly keep: boolean;
}

/** The demo's settings from its arguments, or undefined for `--help`. A relative feed is looked up from `from`. */
export function demoSettings(args: readonly string[], from: string): DemoSettings | undefined {
  const { help, values } = parseOptions(DEMO_OPTIONS, args);
  if (help) return undefined;
  const feed = values.feed ?? 'demo';
  if (feed === 'demo') refuse(values, ['speed', 'shift'], 'a replay: --feed <folder or file>');
  else refuse(values, ['rate', 'seed'], 'the demo market: --feed demo');
  return {
    feed: {
      FEED: feed === 'demo' ? feed : existing(resolve(from, feed), feed),
      ...(values.speed === undefined ? {} : { FEED_SPEED: values.speed }),
      ...(values.rate === undefined ? {} : { FEED_RATE: values.rate }),
      ...(values.seed === undefined ? {} : { FEED_SEED: values.seed }),
      ...(values.shift === undefined ? {} : { FEED_SHIFT: values.shift }),
    },
    gateways: Number(values.gateways ?? 2),
    partitions: Number(values.partitions ?? 4),
    port: Number(values.port ?? 8080),
    keep: values.keep === 'true',
  };
}

function existing(path: string, given: string): string {
  if (!existsSync(path)) throw new UsageError(`--feed must be demo or an existing folder or file, was ${given} (there is no ${path})`);
  return path;
}

function refuse<N extends string>(values: Readonly<Partial<Record<N, string>>>, names: readonly N[], only: string): void {
  for (const name of names) if (values[name] !== undefined) throw new UsageError(`--${name} only goes with ${only}`);
}
