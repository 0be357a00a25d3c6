import { refusal } from '../requests/request-error.ts';

export interface QueryGateSettings {
  /** Queries under way at once. */
  readonly concurrent: number;
  /** Queries that may wait; more are refused. */
  readonly waiting: number;
}

const RETRY_AFTER_MS = 500;

/** Bounds what this pod asks of Redis Search. */
export class QueryGate {
  readonly #settings: QueryGateSettings;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Queries that were really made. */
  made = 0;

  constructor(settings: QueryGateSettings) {
    this.#settings = settings;
  }

  /** Asks when a place is free. Throws `unavailable` when too many wait already. */
  async run<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#settings.concurrent) {
      if (this.#waiting.length >= this.#settings.waiting) {
        throw refusal('unavailable', 'Too many queries wait on this pod.', { retryAfter: RETRY_AFTER_MS });
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running++;
    }
    try {
      this.made++;
      return await ask();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
