import { TapewireError } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** Repeats what Redis refuses or cannot answer until it does: the log keeps everything meanwhile. */
export class RedisWait {
  readonly #logger: Logger;
  readonly #pause: (ms: number) => Promise<unknown>;
  readonly #reasons = new Map<symbol, string>();

  constructor(logger: Logger, pause: (ms: number) => Promise<unknown>) {
    this.#logger = logger;
    this.#pause = pause;
  }

  /** Why something waits now, undefined when nothing does. */
  get reason(): string | undefined {
    const [first] = this.#reasons.values();
    return first;
  }

  /** Runs `write` until it does not fail in a way that passes. Gives up when it is not wanted any more. */
  async until<T>(write: () => Promise<T>, isWanted: () => boolean): Promise<T> {
    const waiter = Symbol('waiter');
    try {
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        try {
          return await write();
        } catch (error) {
          if (!(error instanceof TapewireError && error.retry && isWanted())) throw error;
          if (!this.#reasons.has(waiter)) this.#logger.warn({ err: error }, 'a write does not go through, waiting');
          this.#reasons.set(waiter, error.message);
        }
        await this.#pause(pause);
      }
    } finally {
      this.#reasons.delete(waiter);
    }
  }
}
