/** Events on their way to an async iterator, with a count of what they weigh. */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #weigh: (event: T) => number;
  readonly #onDrained: () => void;
  #events: T[] = [];
  #weight = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  /** `onDrained` is called each time the last waiting event has been taken. */
  constructor(weigh: (event: T) => number, onDrained: () => void) {
    this.#weigh = weigh;
    this.#onDrained = onDrained;
  }

  get weight(): number {
    return this.#weight;
  }

  push(event: T): void {
    if (this.#ended) return;
    this.#events.push(event);
    this.#weight += this.#weigh(event);
    this.#wake?.();
  }

  /** No more events come; those that wait are still handed out. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    for (;;) {
      const batch = this.#events;
      this.#events = [];
      for (const event of batch) {
        this.#weight -= this.#weigh(event);
        yield event;
      }
      if (this.#events.length > 0) continue;
      if (this.#ended) return;
      if (batch.length > 0) this.#onDrained();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (this.#events.length > 0 || this.#ended) resolve();
      });
    }
  }
}
