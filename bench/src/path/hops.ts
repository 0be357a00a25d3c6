import type { ServiceProcess } from '@tapewire/testkit';

const LINE = /^tapewire_hop_latency_seconds_bucket\{([^}]*)\} (\d+)/gm;

/** Times from `recvTs` to the end of a stage, in the buckets in which services count them. */
export class Hop {
  readonly name: string;
  /** Upper bounds, milliseconds, and how many were at or below each. */
  readonly #buckets: ReadonlyMap<number, number>;

  constructor(name: string, buckets: ReadonlyMap<number, number>) {
    this.name = name;
    this.#buckets = buckets;
  }

  /** What came after another reading. */
  since(before: Hop | undefined): Hop {
    return new Hop(this.name, new Map([...this.#buckets].map(([bound, count]) => [bound, count - (before === undefined ? 0 : (before.#buckets.get(bound) ?? 0))])));
  }

  /** Milliseconds, straight between the bounds of its bucket; 0 when there was nothing. One value stands for a batch. */
  at(quantile: number): number {
    const total = Math.max(0, ...this.#buckets.values());
    if (total === 0) return 0;
    const wanted = quantile * total;
    let [low, below] = [0, 0];
    for (const [bound, count] of [...this.#buckets].sort(([a], [b]) => a - b)) {
      if (count >= wanted && count > below) return Number.isFinite(bound) ? low + ((wanted - below) / (count - below)) * (bound - low) : low;
      [low, below] = [bound, count];
    }
    return low;
  }

  toJSON(): object {
    return { name: this.name, p50: this.at(0.5), p99: this.at(0.99) };
  }
}

/** Reads the hops from the services' metrics. */
export async function readHops(services: readonly ServiceProcess[]): Promise<Hop[]> {
  const found = new Map<string, Map<number, number>>();
  for (const { management } of services) {
    const text = await (await fetch(`${management}/metrics`)).text();
    for (const [, labels = '', count = '0'] of text.matchAll(LINE)) {
      const name = /hop="([^"]*)"/.exec(labels)?.[1];
      const bound = /le="([^"]*)"/.exec(labels)?.[1];
      if (name === undefined || bound === undefined) continue;
      const buckets = found.get(name) ?? new Map<number, number>();
      buckets.set(bound === '+Inf' ? Infinity : Number(bound) * 1000, Number(count));
      found.set(name, buckets);
    }
  }
  return [...found].map(([name, buckets]) => new Hop(name, buckets));
}
