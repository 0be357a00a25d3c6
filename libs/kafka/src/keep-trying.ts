import { setTimeout as delay } from 'node:timers/promises';
import { TapewireError } from '@tapewire/contracts';
import type { Logger } from '@tapewire/telemetry';

const FIRST_MS = 250;
const LONGEST_MS = 5000;

/**
 * Repeats `attempt` with growing pauses until it succeeds: how a service waits for parts that are not up yet.
 * Each failure is logged with `what`. Rejects when the signal is aborted, and with errors that no repetition cures.
 */
export async function keepTrying<T>(what: string, attempt: () => Promise<T>, logger: Logger, signal?: AbortSignal): Promise<T> {
  for (let pause = FIRST_MS; ; pause = Math.min(pause * 2, LONGEST_MS)) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TapewireError && !error.retry) throw error;
      logger.warn({ reason: error instanceof Error ? error.message : String(error), retryMs: pause }, `${what} failed, trying again`);
    }
    await delay(pause, undefined, signal === undefined ? {} : { signal });
  }
}
