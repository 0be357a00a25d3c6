/** Records a second for each millisecond of waiting: 1,000/s wait 8 ms. */
const PER_MILLISECOND = 125;
const SHORTEST_MS = 1;
const LONGEST_MS = 16;
/** The rate is looked at this often; each look counts as much as all before it. */
const LOOK_MS = 100;

export interface GatheringOptions {
  readonly delay: (ms: number) => Promise<unknown>;
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * How long records wait for company, the same moment for all partitions. Every write costs this process, Kafka and the two
 * stages behind it some fixed work, so the wait follows the rate: nearly none for single records, longer as they become many.
 */
export class Gathering {
  readonly #options: GatheringOptions;
  #next: Promise<void> | undefined;
  #rate = 0;
  #noted = 0;
  #since: number;

  constructor(options: GatheringOptions) {
    this.#options = options;
    this.#since = options.now();
  }

  /** Takes note of records that came. */
  note(records: number): void {
    this.#noted += records;
  }

  /** Resolves when what waits is to go out; all who wait meanwhile go out together. */
  over(): Promise<void> {
    this.#next ??= this.#options.delay(this.#wait()).then(() => {
      this.#next = undefined;
    });
    return this.#next;
  }

  #wait(): number {
    const now = this.#options.now();
    const elapsed = now - this.#since;
    if (elapsed >= LOOK_MS) {
      this.#rate = (this.#rate + (this.#noted * 1000) / elapsed) / 2;
      this.#noted = 0;
      this.#since = now;
    }
    return Math.min(LONGEST_MS, Math.max(SHORTEST_MS, Math.round(this.#rate / PER_MILLISECOND)));
  }
}
