/** How rows are gathered before they are sent. Times in milliseconds, `busyShare` 0 to 1. */
export interface BatchWindowSettings {
  readonly min: number;
  readonly max: number;
  /** The share of time that sending may take before the window grows. */
  readonly busyShare: number;
}

export const BATCH_WINDOW: BatchWindowSettings = { min: 5, max: 100, busyShare: 0.4 };

const GROW = 1.5;
const SHRINK = 0.9;

/**
 * The time between two packets of one room. The first row after a quiet period never waits; the window grows while
 * sending takes more than its share of the time, since larger batches cost less a row, and shrinks back after.
 */
export class BatchWindow {
  readonly #settings: BatchWindowSettings;
  #ms: number;
  #since: number;
  #spent = 0;

  constructor(settings: BatchWindowSettings, now: number) {
    this.#settings = settings;
    this.#ms = settings.min;
    this.#since = now;
  }

  get ms(): number {
    return this.#ms;
  }

  /** When a room that was flushed last at `last` may be flushed again. */
  due(last: number): number {
    return last + this.#ms;
  }

  /** Tells the window that sending took `spent` ms and ended at `now`. */
  observe(spent: number, now: number): void {
    this.#spent += spent;
    const elapsed = now - this.#since;
    if (elapsed < this.#ms) return;
    const { min, max, busyShare } = this.#settings;
    const share = this.#spent / elapsed;
    if (share > busyShare) this.#ms = Math.min(max, this.#ms * GROW);
    else if (share < busyShare / 2) this.#ms = Math.max(min, this.#ms * SHRINK);
    this.#spent = 0;
    this.#since = now;
  }
}
