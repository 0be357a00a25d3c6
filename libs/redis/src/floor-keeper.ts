import type { Names } from '@tapewire/contracts';
import type { RedisClient } from './connect.ts';
import { FunctionLibrary } from './function-library.ts';
import type { PartitionState } from './partition-state.ts';

/** Seconds before trades expire at which the floor is lifted over them. */
export const RAISE_AHEAD = 120;
/** Seconds before they expire from which a floor that was not lifted is not believed. */
const TRUSTED_UNTIL = 60;

/**
 * Sees to it that nobody reads a floor that expiry has overtaken: indexers lift floors in time, and when none runs,
 * whoever reads does.
 */
export class FloorKeeper {
  readonly #names: Names;
  readonly #functions: FunctionLibrary;
  readonly #now: () => number;

  /** `now` gives epoch milliseconds. */
  constructor(redis: RedisClient, names: Names, now: () => number) {
    this.#names = names;
    this.#functions = new FunctionLibrary(redis);
    this.#now = now;
  }

  /** Lifts the floors of partitions over what is about to expire. */
  async raise(partitions: readonly number[]): Promise<void> {
    const { positionKey, expiryKey, notableExpiryKey } = this.#names;
    const before = Math.floor(this.#now() / 1000) + RAISE_AHEAD;
    await Promise.all(
      partitions.map((p) => this.#functions.call('raise', [positionKey(p), expiryKey(p), notableExpiryKey(p)], [before])),
    );
  }

  /** What `read` gives, read again if its floors had to be lifted first. */
  async trusted<T>(read: () => Promise<T>, statesOf: (value: T) => readonly PartitionState[]): Promise<T> {
    const value = await read();
    const limit = this.#now() / 1000 + TRUSTED_UNTIL;
    const due = statesOf(value).filter((state) => state.floorUntil <= limit);
    if (due.length === 0) return value;
    await this.raise(due.map((state) => state.p));
    return read();
  }
}
