/** Bytes that wait for a client, and what that means. */
export type BufferState = 'flowing' | 'lagging' | 'drained';

export interface BufferLimits {
  /** Above this many bytes a client is left out of deliveries. */
  readonly high: number;
  /** At or below this many it is told to catch up. */
  readonly low: number;
}

/** Watches one client's outgoing bytes with hysteresis, so that a client at the limit does not flap. */
export class OutgoingBuffer {
  readonly #limits: BufferLimits;
  #lagging = false;

  constructor(limits: BufferLimits) {
    this.#limits = limits;
  }

  get lagging(): boolean {
    return this.#lagging;
  }

  /** `lagging` from the moment of crossing `high`, `drained` once when it comes back to `low`, else `flowing`. */
  observe(bytes: number): BufferState {
    if (this.#lagging) {
      if (bytes > this.#limits.low) return 'lagging';
      this.#lagging = false;
      return 'drained';
    }
    this.#lagging = bytes > this.#limits.high;
    return this.#lagging ? 'lagging' : 'flowing';
  }
}
