/** How rows are gathered before they are sent. Times in milliseconds, shares 0 to 1. */
export interface BatchWindowSettings {
  readonly min: number;
  readonly max: number;
  /** The share of time that delivery may take before the window grows. */
  readonly calmShare: number;
  /** The share of time at which the window is at its longest. */
  readonly busyShare: number;
}

/** What a packet costs hardly depends on its rows, so the window grows early, while it is still short enough that nobody sees it. */
export const BATCH_WINDOW: BatchWindowSettings = { min: 5, max: 100, calmShare: 0.03, busyShare: 0.4 };

const MEASURE_MS = 50;
const SMOOTHING_MS = 250;

/**
 * The time between two packets of one room. The first row after a quiet period never waits. Between its bounds the window
 * follows the share of time that delivery takes: larger batches cost less a row, and smaller ones come sooner.
 */
export class BatchWindow {
  readonly #settings: BatchWindowSettings;
  #ms: number;
  #since: number;
  #spent = 0;
  #share = 0;

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

  /** Tells the window that delivery took `spent` ms and ended at `now`. */
  observe(spent: number, now: number): void {
    this.#spent += spent;
    const elapsed = now - this.#since;
    if (elapsed < MEASURE_MS) return;
    this.#share += (this.#spent / elapsed - this.#share) * (1 - Math.exp(-elapsed / SMOOTHING_MS));
    this.#spent = 0;
    this.#since = now;
    const { min, max, calmShare, busyShare } = this.#settings;
    const load = (this.#share - calmShare) / (busyShare - calmShare);
    this.#ms = min + (max - min) * Math.min(1, Math.max(0, load));
  }
}
