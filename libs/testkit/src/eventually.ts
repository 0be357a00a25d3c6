import { setTimeout as sleep } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Give up after this long (default 20 s). */
  readonly timeoutMs?: number;
  readonly everyMs?: number;
  /** What is waited for, for the error. */
  readonly describe?: string;
}

/** Repeats `check` until it does not throw, and resolves to what it returned; rejects with its last error. */
export async function eventually<T>(check: () => T | Promise<T>, options: EventuallyOptions = {}): Promise<T> {
  const { timeoutMs = 20_000, everyMs = 25, describe } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() >= deadline) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`not within ${timeoutMs} ms${describe === undefined ? '' : `: ${describe}`}: ${reason}`, { cause: error });
      }
    }
    await sleep(everyMs);
  }
}
