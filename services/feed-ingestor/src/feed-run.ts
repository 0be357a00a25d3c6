import { setTimeout as delay } from 'node:timers/promises';
import { type FeedSource, Pacer, type Speed } from '@tapewire/feeds';
import type { Logger } from '@tapewire/telemetry';
import type { Resume } from './feed/resume.ts';
import type { Publisher } from './publish/publisher.ts';
import { CLOCK_MS, FLUSH_MS } from './run-timing.ts';

export interface FeedRunOptions {
  readonly source: FeedSource;
  readonly speed: Speed;
  readonly resume: Resume | undefined;
  readonly publisher: Publisher;
  readonly logger: Logger;
}

/** With FLUSH_MS less than the time that a process has to end. */
const LAST_READ_MS = 500;
const LAST_CLOCK_MS = 500;

/** Reads a source at its pace, publishes what it gives, and the time it has reached. */
export class FeedRun {
  readonly #options: FeedRunOptions;
  readonly #pacer: Pacer;
  readonly #stopping = new AbortController();
  #reading: Promise<void> | undefined;

  constructor(options: FeedRunOptions) {
    this.#options = options;
    const { source, speed, resume } = options;
    const sleep = (ms: number): Promise<void> => delay(ms);
    this.#pacer = new Pacer({
      speed,
      start: source.start,
      reached: resume?.ts ?? source.begin,
      clock: { now: Date.now, sleep },
      skipsNights: source.skipsNights ?? false,
    });
  }

  /** Why the feed is not as it should be. */
  notReady(): string | undefined {
    return this.#options.publisher.notReady();
  }

  describe(): object {
    const { source: { line, info } } = this.#options;
    return { line, feed: info };
  }

  /** Ends when the process is told to: after the last record time goes on. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#beat();
    const clock = setInterval(() => { this.#beat(); }, CLOCK_MS);
    try {
      this.#reading = this.#read();
      await this.#reading;
      await delay(2 ** 30, undefined, { signal }).catch(() => undefined);
    } finally {
      clearInterval(clock);
    }
  }

  async stop(): Promise<void> {
    const { publisher, logger } = this.#options;
    this.#pacer.stop();
    this.#stopping.abort();
    // A read that waits for Kafka to have room is not waited for.
    await Promise.race([this.#reading?.catch(() => undefined), delay(LAST_READ_MS)]);
    const isWritten = await publisher.flush(FLUSH_MS);
    this.#beat();
    if (!isWritten || !(await publisher.flush(LAST_CLOCK_MS))) {
      logger.warn({ acked: publisher.acked() }, 'Kafka did not take everything in time; the next process reads it again');
    }
    await publisher.stop();
    await this.#reading?.catch(() => undefined);
  }

  async #read(): Promise<void> {
    const { source, resume, publisher, logger } = this.#options;
    for await (const batch of this.#pacer.pace(source.records(resume?.acked ?? 0))) await publisher.put(batch);
    if (this.#stopping.signal.aborted) return;
    await publisher.flush(Infinity);
    this.#beat();
    logger.info({ acked: publisher.acked() }, 'the feed has ended; time goes on');
  }

  #beat(): void {
    const { source, publisher } = this.#options;
    publisher.beat({ kind: 'clock', ts: this.#pacer.now(), line: source.line, acked: publisher.acked(), feed: source.info });
  }
}
