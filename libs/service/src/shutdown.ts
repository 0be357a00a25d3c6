import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@tapewire/telemetry';
import type { Health } from './health.ts';

const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

export interface ShutdownOptions {
  readonly health: Health;
  readonly logger: Logger;
  /** Milliseconds of being not ready before work is given up. */
  readonly drainDelay: number;
  /** Milliseconds after the signal at which the process ends in any case. */
  readonly drainTimeout: number;
  /** Finishes work in flight and lets go of everything. */
  readonly close: () => Promise<void>;
}

/** On SIGTERM or SIGINT: not ready, then `close`, then exit 0; exit 1 when that takes too long or fails. */
export function drainOnSignal({ health, logger, drainDelay, drainTimeout, close }: ShutdownOptions): void {
  let draining = false;
  health.readiness('shutdown', () => (draining ? 'shutting down' : undefined));
  const drain = async (signal: string): Promise<void> => {
    if (draining) return;
    draining = true;
    logger.info({ signal }, 'shutting down');
    const deadline = setTimeout(() => {
      logger.error({ drainTimeout }, 'work in flight did not finish in time');
      process.exit(1);
    }, drainTimeout);
    await delay(drainDelay);
    try {
      await close();
      clearTimeout(deadline);
      logger.info('stopped');
      process.exit(0);
    } catch (error) {
      logger.error({ err: error }, 'shutting down failed');
      process.exit(1);
    }
  };
  for (const signal of SIGNALS) process.on(signal, () => void drain(signal));
}
