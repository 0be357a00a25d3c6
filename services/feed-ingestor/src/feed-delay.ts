import type { Metrics } from '@tapewire/telemetry';

const MILLISECONDS = 1000;

/** Publishes how old a line's newest record is; `newest` is its time in epoch milliseconds, 0 before there is one. */
export function observeFeedDelay(metrics: Metrics, line: string, newest: () => number): void {
  metrics.observe('tapewire_feed_delay_seconds', () => {
    const last = newest();
    return last === 0 ? [] : [{ value: Math.max(0, Date.now() - last) / MILLISECONDS, labels: { line } }];
  });
}
