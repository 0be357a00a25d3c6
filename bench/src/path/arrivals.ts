import type { Figures } from '../fanout/worker.ts';
import { Latencies, type LatencySummary } from '../measure/latency.ts';
import { stretchAt, type Stretch } from './timeline.ts';

/** What arrived of one stretch of the timeline, and when. */
export interface StretchArrivals {
  readonly rows: number;
  /** Epoch milliseconds of the first and last arrival. */
  readonly first: number;
  readonly last: number;
  /** Milliseconds from when a trade was due by the timeline, and from `recvTs`, to the client. */
  readonly due: LatencySummary;
  readonly received: LatencySummary;
}

class StretchTally {
  readonly due = new Latencies();
  readonly received = new Latencies();
  rows = 0;
  first = 0;
  last = 0;
}

const SECOND_MS = 1000;

/** Takes in the rows of a run, and tells them apart by when they were due. */
export class Arrivals {
  readonly #stretches: readonly Stretch[];
  readonly #start: number;
  readonly #tallies: readonly StretchTally[];
  readonly #bySecond = new Map<number, Latencies>();
  readonly #ids = new Set<string>();
  #doubles = 0;
  /** Wall clock minus the file's time at which it is due: the least that was seen, since nothing is received before. */
  #offset = Number.POSITIVE_INFINITY;
  #firstReceived = Number.POSITIVE_INFINITY;

  /** `start`: the file's time, epoch milliseconds, at which the first stretch begins. */
  constructor(stretches: readonly Stretch[], start: number) {
    this.#stretches = stretches;
    this.#start = start;
    this.#tallies = stretches.map(() => new StretchTally());
  }

  /** A row that a page or snapshot brought: it counts, its latency says nothing. */
  known(id: string): void {
    this.#ids.add(id);
  }

  live(id: string, ts: number, recvTs: number, now: number): void {
    if (this.#ids.has(id)) this.#doubles += 1;
    this.#ids.add(id);
    this.#offset = Math.min(this.#offset, recvTs - ts);
    this.#firstReceived = Math.min(this.#firstReceived, recvTs);
    const second = (ts - this.#start) / SECOND_MS;
    const tally = this.#tallies[stretchAt(this.#stretches, second)];
    if (tally === undefined) return;
    const due = now - (ts + this.#offset);
    tally.due.record(due);
    tally.received.record(now - recvTs);
    tally.rows += 1;
    if (tally.first === 0) tally.first = now;
    tally.last = now;
    this.#ofSecond(Math.floor(second)).record(due);
  }

  #ofSecond(second: number): Latencies {
    let latencies = this.#bySecond.get(second);
    if (latencies === undefined) {
      latencies = new Latencies();
      this.#bySecond.set(second, latencies);
    }
    return latencies;
  }

  /** Everything as flat figures, since they go to another process: `<stretch>.<name>`, `p99.<second>`. */
  figures(): Figures {
    const flat: Record<string, number> = { begin: this.#start + this.#offset, rows: this.#ids.size, doubles: this.#doubles, offset: this.#offset, firstReceived: this.#firstReceived };
    for (const [i, { rows, first, last, due, received }] of this.#tallies.entries()) {
      Object.assign(flat, { [`${i}.rows`]: rows, [`${i}.first`]: first, [`${i}.last`]: last });
      for (const [name, value] of Object.entries(due.summary())) flat[`${i}.due.${name}`] = Number(value);
      for (const [name, value] of Object.entries(received.summary())) flat[`${i}.received.${name}`] = Number(value);
    }
    for (const [second, latencies] of this.#bySecond) flat[`p99.${second}`] = latencies.summary().p99;
    // What is not known yet has no number that could go to another process.
    return Object.fromEntries(Object.entries(flat).filter(([, value]) => Number.isFinite(value)));
  }
}

const summaryOf = (figures: Figures, name: string): LatencySummary => {
  const at = (key: string): number => figures[`${name}.${key}`] ?? Number.NaN;
  return { count: at('count'), p50: at('p50'), p90: at('p90'), p99: at('p99'), p999: at('p999'), max: at('max') };
};

/** Reads one stretch back. */
export function stretchFigures(figures: Figures, i: number): StretchArrivals {
  const at = (key: string): number => figures[`${i}.${key}`] ?? 0;
  return { rows: at('rows'), first: at('first'), last: at('last'), due: summaryOf(figures, `${i}.due`), received: summaryOf(figures, `${i}.received`) };
}

/** p99 of what was due in each second of the timeline. */
export const p99BySecond = (figures: Figures, seconds: number): number[] => Array.from({ length: Math.round(seconds) }, (_, second) => figures[`p99.${second}`] ?? Number.NaN);
