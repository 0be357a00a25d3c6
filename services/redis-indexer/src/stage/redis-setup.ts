import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError } from '@tapewire/contracts';
import type { SearchIndex, TapeWriter } from '@tapewire/redis';

const INDEXING_POLL_MS = 100;

/** What a Redis must have before tapes are written: functions, indexes behind their aliases, the meta hash. */
export class RedisSetup {
  readonly #writer: TapeWriter;
  readonly #indexes: readonly SearchIndex[];
  readonly #epoch: number;
  readonly #partitions: number;
  #running: Promise<void> | undefined;

  constructor(writer: TapeWriter, indexes: readonly SearchIndex[], epoch: number, partitions: number) {
    this.#writer = writer;
    this.#indexes = indexes;
    this.#epoch = epoch;
    this.#partitions = partitions;
  }

  /** Makes what is missing. Throws LOG_CONTRADICTS_STATE when Redis serves a newer epoch than this process knows. */
  ensure(): Promise<void> {
    this.#running ??= this.#ensure().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #ensure(): Promise<void> {
    const inForce = await this.#writer.describe(this.#epoch, this.#partitions);
    if (inForce !== this.#epoch) {
      throw new TapewireError('LOG_CONTRADICTS_STATE', `Redis is in epoch ${inForce}, newer than this log's ${this.#epoch}`, {
        epoch: this.#epoch, found: inForce,
      });
    }
    await Promise.all(this.#indexes.map((index) => index.ensure(() => delay(INDEXING_POLL_MS))));
  }
}
