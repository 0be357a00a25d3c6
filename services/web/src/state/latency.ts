/** The last measurements of a latency, and their percentiles; milliseconds. */
export class LatencyMeter {
  readonly #samples: number[] = [];
  readonly #size: number;
  #next = 0;

  constructor(size = 2000) {
    this.#size = size;
  }

  add(ms: number): void {
    this.#samples[this.#next] = Math.max(0, ms);
    this.#next = (this.#next + 1) % this.#size;
  }

  percentile(share: number): number | undefined {
    const sorted = this.#samples.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  }
}

/** Events a second over the last few seconds. */
export class RateMeter {
  #counts: { second: number; n: number }[] = [];

  add(n: number, now: number): void {
    const second = Math.floor(now / 1000);
    const last = this.#counts.at(-1);
    if (last?.second === second) last.n += n;
    else this.#counts.push({ second, n });
    while ((this.#counts[0]?.second ?? second) < second - 10) this.#counts.shift();
  }

  /** Mean over the last whole seconds. */
  perSecond(now: number, seconds = 3): number {
    const second = Math.floor(now / 1000);
    const inWindow = this.#counts.filter((count) => count.second < second && count.second >= second - seconds);
    return inWindow.reduce((sum, { n }) => sum + n, 0) / seconds;
  }
}
