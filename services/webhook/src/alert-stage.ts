import { type Alert, type OutputRecord, SEVERITIES, TapewireError } from '@tapewire/contracts';
import type { InRecord, PartitionHandler } from '@tapewire/kafka';
import type { Logger, Metrics } from '@tapewire/telemetry';
import type { WebhookConfig } from './config.ts';
import type { Hook } from './hook.ts';
import type { PostedTo, Positions } from './positions.ts';

export interface AlertStageOptions {
  readonly hook: Hook;
  readonly positions: Positions;
  readonly only: WebhookConfig['only'];
  /** Most alerts in one post. */
  readonly perPost: number;
  readonly maxAgeMs: number;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** One life of a partition in this process. */
interface Owned {
  posted: PostedTo;
  readonly dropped: AbortController;
}

/** Posts the alerts of the partitions it is given, in order, and notes after each post how far it is. */
export class AlertStage implements PartitionHandler {
  readonly #options: AlertStageOptions;
  readonly #owned = new Map<number, Owned>();

  constructor(options: AlertStageOptions) {
    this.#options = options;
  }

  readonly open = async (p: number): Promise<{ readonly from: number }> => {
    const posted = await this.#options.positions.read(p);
    this.#owned.set(p, { posted, dropped: new AbortController() });
    return { from: posted.next };
  };

  readonly handle = async (p: number, records: readonly InRecord[]): Promise<void> => {
    const owned = this.#owned.get(p);
    const last = records.at(-1);
    if (owned === undefined || last === undefined) return;
    const { hook, positions, perPost } = this.#options;
    let { head } = owned.posted;
    const alerts: Alert[] = [];
    for (const record of records) {
      const { off, rows } = readOutput(record);
      if (off <= head) continue;
      head = off;
      alerts.push(...rows);
    }
    const { signal } = owned.dropped;
    const wanted = this.#wanted(alerts);
    for (let at = 0; at < wanted.length; at += perPost) {
      await hook.post(wanted.slice(at, at + perPost), signal, (alert) => this.#isFresh(alert));
    }
    signal.throwIfAborted();
    owned.posted = { next: last.offset + 1, head };
    await positions.write(p, owned.posted);
  };

  readonly drop = (p: number): void => {
    this.#owned.get(p)?.dropped.abort();
    this.#owned.delete(p);
  };

  #wanted(alerts: readonly Alert[]): Alert[] {
    const { severity, rules } = this.#options.only;
    const lowest = SEVERITIES.indexOf(severity);
    return alerts.filter((alert) => SEVERITIES.indexOf(alert.severity) >= lowest && (rules.length === 0 || rules.includes(alert.rule)));
  }

  /** Old news is left out: nobody wants an hour of alerts at once when a receiver is back. */
  #isFresh({ recvTs }: Alert): boolean {
    const { now, maxAgeMs } = this.#options;
    return now() - recvTs <= maxAgeMs;
  }
}

function readOutput({ value, offset }: InRecord): OutputRecord<Alert> {
  try {
    return JSON.parse(value.toString()) as OutputRecord<Alert>;
  } catch (error) {
    throw new TapewireError('RECORD_MALFORMED', `alerts: record ${offset} is not JSON`, { offset }, error);
  }
}
