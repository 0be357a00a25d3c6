import { build, type Histogram } from 'hdr-histogram-js';

export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Latencies in milliseconds, kept in an HDR histogram of microseconds up to a minute, three significant digits. */
export class Latencies {
  private readonly histogram: Histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: 3 });

  record(ms: number): void {
    this.histogram.recordValue(Math.max(0, Math.min(60_000_000, Math.round(ms * 1000))));
  }

  summary(): LatencySummary {
    const at = (percentile: number): number => this.histogram.getValueAtPercentile(percentile) / 1000;
    return { count: this.histogram.totalCount, p50: at(50), p90: at(90), p99: at(99), p999: at(99.9), max: this.histogram.maxValue / 1000 };
  }
}
