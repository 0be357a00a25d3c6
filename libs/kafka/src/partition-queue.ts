/** One piece of work of a topic-partition. */
interface Job<T> {
  readonly run: () => Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs the jobs of one topic-partition strictly one after another. When one fails, the ones already waiting behind
 * it fail too: what they hold comes after a hole.
 */
export class PartitionQueue<T> {
  readonly #waiting: Job<T>[] = [];
  #busy = false;

  push(run: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ run, resolve, reject });
      if (!this.#busy) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) {
      try {
        job.resolve(await job.run());
      } catch (error) {
        job.reject(error);
        for (const behind of this.#waiting.splice(0)) behind.reject(error);
      }
    }
    this.#busy = false;
  }
}
