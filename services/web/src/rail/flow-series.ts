import { RowReader, type FlowEvent } from '@tapewire/client';
import { FLOW_BUCKETS } from '@tapewire/contracts';

/** One minute of flow: premium at ask minus premium at bid, US dollars. */
export interface FlowPoint {
  /** Epoch seconds of the minute's start. */
  readonly time: number;
  readonly calls: number;
  readonly puts: number;
  readonly spot: number | null;
  /** Contracts, of every side. */
  readonly callVolume: number;
  readonly putVolume: number;
}

/** What the day came to: net premium in US dollars, volume in contracts. */
export interface FlowTotals {
  readonly calls: number;
  readonly puts: number;
  readonly callVolume: number;
  readonly putVolume: number;
}

export interface CumulatedFlow {
  readonly calls: readonly { readonly time: number; readonly value: number }[];
  readonly puts: readonly { readonly time: number; readonly value: number }[];
  readonly spot: readonly { readonly time: number; readonly value: number }[];
}

/** Minutes of one underlying; rows of one minute replace each other. */
export class FlowSeries {
  readonly #underlying: string;
  readonly #points = new Map<number, FlowPoint>();

  /** `*` is the whole market. */
  constructor(underlying: string) {
    this.#underlying = underlying;
  }

  take({ columns, rows, whole }: FlowEvent): void {
    if (whole) this.#points.clear();
    const reader = new RowReader(columns);
    for (const row of rows) {
      const own = reader.text(row, 'underlying');
      const minute = reader.number(row, 'minute');
      if (minute === null || (own ?? '*') !== this.#underlying) continue;
      const net = (right: string): number => (reader.number(row, `${right}.ask.premium`) ?? 0) - (reader.number(row, `${right}.bid.premium`) ?? 0);
      const volume = (right: string): number => FLOW_BUCKETS.reduce((sum, bucket) => sum + (reader.number(row, `${right}.${bucket}.volume`) ?? 0), 0);
      this.#points.set(minute, {
        time: minute / 1000, calls: net('calls'), puts: net('puts'), spot: reader.number(row, 'spot'), callVolume: volume('calls'), putVolume: volume('puts'),
      });
    }
  }

  totals(): FlowTotals {
    const sum = (of: (point: FlowPoint) => number): number => [...this.#points.values()].reduce((total, point) => total + of(point), 0);
    return { calls: sum(({ calls }) => calls), puts: sum(({ puts }) => puts), callVolume: sum(({ callVolume }) => callVolume), putVolume: sum(({ putVolume }) => putVolume) };
  }

  /** Running sums over the minutes, as charts of net premium show them. */
  cumulated(): CumulatedFlow {
    const sorted = [...this.#points.values()].sort((a, b) => a.time - b.time);
    let calls = 0;
    let puts = 0;
    const sums = sorted.map((point) => {
      calls += point.calls;
      puts += point.puts;
      return { time: point.time, calls, puts };
    });
    return {
      calls: sums.map((sum) => ({ time: sum.time, value: sum.calls })),
      puts: sums.map((sum) => ({ time: sum.time, value: sum.puts })),
      spot: sorted.flatMap(({ time, spot }) => (spot === null ? [] : [{ time, value: spot }])),
    };
  }
}
