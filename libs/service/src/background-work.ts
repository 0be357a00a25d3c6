import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@tapewire/telemetry';
import type { Health } from './health.ts';

export interface BackgroundWorkOptions {
  readonly logger: Logger;
  readonly health: Health;
  /** Name of its readiness check, and what it waits for first. */
  readonly check: string;
  readonly waitingFor: string;
  /** Why it is not ready although it runs. */
  readonly notReady: () => string | undefined;
}

/**
 * What a service does beside answering requests, from start to end of its process. While it waits for other parts, or has
 * failed for good, the service is not ready and says why; the process lives on, so that an operator can look.
 */
export class BackgroundWork {
  /** What it waits for; undefined once it runs. */
  waitingFor: string | undefined;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  readonly #closers: (() => unknown)[] = [];
  #running: Promise<void> | undefined;

  constructor({ logger, health, check, waitingFor, notReady }: BackgroundWorkOptions) {
    this.#logger = logger;
    this.waitingFor = waitingFor;
    health.readiness(check, () => (this.waitingFor === undefined ? notReady() : `waiting for ${this.waitingFor}`));
  }

  /** Aborted when the service is to end. */
  get signal(): AbortSignal {
    return this.#stopping.signal;
  }

  /** `failure` is logged when the work cannot be done at all. */
  start(failure: string, work: () => Promise<void>): void {
    this.#running = work().catch((error: unknown) => {
      if (this.signal.aborted) return;
      this.#logger.fatal({ err: error }, failure);
      this.waitingFor = `an operator: ${error instanceof Error ? error.message : String(error)}`;
    });
  }

  /** Adds something to let go of at the end. */
  onClose(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** The work is to end. */
  abort(): void {
    this.#stopping.abort();
  }

  /** The work is to end: waits for it so many milliseconds at most. */
  async end(ms: number): Promise<void> {
    this.abort();
    await atMost(ms, this.#running ?? Promise.resolve());
  }

  /** Lets go of everything, in so many milliseconds at most: other parts may be away. */
  async close(ms: number): Promise<void> {
    await atMost(ms, Promise.allSettled(this.#closers.map(async (close) => { await close(); })));
  }
}

const atMost = (ms: number, work: Promise<unknown>): Promise<unknown> => Promise.race([work, delay(ms, undefined, { ref: false })]);
