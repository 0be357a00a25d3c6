import type { ActivityReader } from '@tapewire/redis';
import type { LaneRunner } from './lane-runner.ts';

const FRESH_MS = 5000;

/** Tickers by how busy they are. */
export class SymbolDirectory {
  readonly #activity: Pick<ActivityReader, 'tradeDate' | 'underlyings'>;
  readonly #wallClock: () => number;
  #known: readonly string[] = [];
  #readAt = -Infinity;

  constructor(activity: Pick<ActivityReader, 'tradeDate' | 'underlyings'>, wallClock: () => number) {
    this.#activity = activity;
    this.#wallClock = wallClock;
  }

  /**
   * Tickers that begin with `prefix`, busiest first. Redis counts the whole day up to now, so a delayed lane is told
   * only what it has delivered itself.
   */
  async complete({ lane }: LaneRunner, prefix: string, limit: number): Promise<string[]> {
    const own = lane.symbols.complete(prefix, limit);
    if (lane.delay > 0) return own;
    if (this.#wallClock() - this.#readAt > FRESH_MS) await this.#read(lane.heads.partitions);
    const counted = this.#known.filter((symbol) => symbol.startsWith(prefix));
    return [...new Set([...counted, ...own])].slice(0, limit);
  }

  async #read(count: number): Promise<void> {
    this.#readAt = this.#wallClock();
    const partitions = Array.from({ length: count }, (_, p) => p);
    const date = await this.#activity.tradeDate(partitions);
    this.#known = date === undefined ? [] : (await this.#activity.underlyings(date, partitions)).map(({ underlying }) => underlying);
  }
}
