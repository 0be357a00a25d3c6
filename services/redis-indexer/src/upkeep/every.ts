import type { Logger } from '@tapewire/telemetry';

/** Repeats a task until it is stopped, never two at a time. A failure is logged once and tried again the next time. */
export class Every {
  readonly #task: () => Promise<void>;
  readonly #logger: Logger;
  readonly #what: string;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> | undefined;
  #failing = false;

  constructor(ms: number, what: string, logger: Logger, task: () => Promise<void>) {
    this.#task = task;
    this.#logger = logger;
    this.#what = what;
    this.#timer = setInterval(() => {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    }, ms);
  }

  /** Resolves once a task under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      await this.#task();
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#logger.warn({ err: error }, `${this.#what} failed, trying again`);
      this.#failing = true;
    }
  }
}
