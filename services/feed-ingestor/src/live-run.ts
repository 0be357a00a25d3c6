import { setTimeout as delay } from 'node:timers/promises';
import { LiveFeed, type PreviousLine, type Reject, type SourceRecord } from '@tapewire/feeds';
import type { Logger, Metrics } from '@tapewire/telemetry';
import type { LiveChoice } from './feed/choose-live.ts';
import { observeFeedDelay } from './feed-delay.ts';
import type { DeadLetters } from './publish/dead-letters.ts';
import type { Publisher } from './publish/publisher.ts';
import { CLOCK_BEHIND_MS, CLOCK_MS, FLUSH_MS, POLL_MS } from './run-timing.ts';

export interface LiveRunOptions {
  readonly choice: LiveChoice;
  /** Where a process before this one got to. */
  readonly previous: PreviousLine | undefined;
  readonly letters: DeadLetters;
  readonly publisher: Publisher;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Records that wait for memory or spool to have room. */
const WAITING_MAX = 200_000;

/** Reads a vendor's live line for as long as the process lives, and never stops reading its socket. */
export class LiveRun {
  readonly #options: LiveRunOptions;
  readonly #feed: LiveFeed;
  #waiting: SourceRecord[] = [];
  #newest = 0;
  #isStopped = false;

  constructor(options: LiveRunOptions) {
    const { choice, previous, metrics } = options;
    this.#options = options;
    this.#feed = new LiveFeed({
      ...choice,
      line: choice.lineAt(Date.now()),
      previous,
      now: Date.now,
      every: (ms, run) => {
        const timer = setInterval(run, ms);
        return () => { clearInterval(timer); };
      },
      onRecords: (records) => { this.#take(records); },
      onReject: (reject) => { this.#reject(reject); },
    });
    observeFeedDelay(metrics, choice.name, () => this.#newest);
  }

  notReady(): string | undefined {
    return this.#feed.problem() ?? this.#options.publisher.notReady();
  }

  describe(): object {
    return { line: this.#feed.line, feed: this.#feed.info };
  }

  async run(): Promise<void> {
    const { publisher, letters, logger } = this.#options;
    this.#beat();
    const clock = setInterval(() => {
      this.#beat();
      letters.flush().catch((error: unknown) => { logger.warn({ err: error }, 'dead letters were not written'); });
    }, CLOCK_MS);
    while (!this.#isStopped) {
      const records = this.#waiting;
      this.#waiting = [];
      if (records.length > 0) await publisher.put(records);
      else await delay(POLL_MS);
    }
    clearInterval(clock);
  }

  async stop(): Promise<void> {
    const { publisher, letters } = this.#options;
    this.#feed.stop();
    const last = this.#waiting;
    this.#waiting = [];
    this.#isStopped = true;
    await Promise.race([publisher.put(last), delay(FLUSH_MS)]);
    await letters.flush();
    this.#beat();
    await publisher.flush(FLUSH_MS);
    await publisher.stop();
  }

  #take(records: readonly SourceRecord[]): void {
    const { metrics, choice, logger } = this.#options;
    for (const record of records) {
      if (record.kind !== 'gap') this.#newest = Math.max(this.#newest, record.ts);
      else {
        metrics.add('tapewire_gaps_total', 1, { line: choice.name });
        logger.warn({ gap: record.value }, 'something may be missing');
      }
    }
    if (this.#waiting.length + records.length > WAITING_MAX) {
      // Memory and spool are full: what is lost now is told when there is room again.
      const from = this.#waiting[0]?.ts ?? Date.now();
      this.#waiting = [];
      this.#feed.tellGap('neither Kafka nor the spool took more', from);
    } else this.#waiting.push(...records);
  }

  #reject(reject: Reject): void {
    this.#options.metrics.add('tapewire_dead_letters_total', 1, { stage: 'feed-ingestor' });
    this.#options.letters.add(reject).catch((error: unknown) => { this.#options.logger.warn({ err: error }, 'a dead letter was not written'); });
  }

  #beat(): void {
    const { publisher } = this.#options;
    publisher.beat({ kind: 'clock', ts: Date.now() - CLOCK_BEHIND_MS - this.#feed.info.delay, line: this.#feed.line, acked: publisher.acked(), feed: this.#feed.info });
  }
}
