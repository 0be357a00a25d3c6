import { TapewireError } from '@tapewire/contracts';
import { isFinal, messageOf } from './failure.ts';
import type { FeedOptions } from './feed-options.ts';
import type { PartitionPhase, PartitionStatus } from './handler.ts';
import { Pauses } from './pauses.ts';
import { RecordQueue } from './record-queue.ts';
import type { InRecord } from './records.ts';

/**
 * One partition while this process owns it: loads its state, checks that what is fetched begins where it left off,
 * hands records over in bounded batches, and loads again after a failure. Memory is bounded by pausing the fetch.
 */
export class PartitionFeed {
  readonly #options: FeedOptions;
  readonly #queue: RecordQueue;
  #phase: PartitionPhase = 'opening';
  #reason: string | undefined;
  /** Rises with every load, so that what an earlier one left under way is told apart. */
  #load = 0;
  #accepted = 0;
  #high = 0;
  #target = 0;
  #caughtUp = false;
  #paused = true;
  #finishing = false;
  readonly #pauses = new Pauses();
  #working: Promise<void> | undefined;

  /** The partition must be paused already. */
  constructor(options: FeedOptions) {
    this.#options = options;
    this.#queue = new RecordQueue(options.maxQueued);
  }

  /** Loads the state and starts to fetch. */
  start(): void {
    void this.#open();
  }

  status(): PartitionStatus {
    const { topic, p } = this.#options;
    return {
      topic,
      p,
      phase: this.#phase,
      accepted: this.#accepted,
      lag: Math.max(0, this.#high - this.#accepted),
      caughtUp: this.#caughtUp,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }

  /** The next offset to commit for operators to see, undefined before anything is accepted. */
  get acceptedOffset(): number | undefined {
    return this.#phase === 'running' ? this.#accepted : undefined;
  }

  /** Takes what was fetched. False when it is not wanted: the fetch position must not move then. */
  offer(records: readonly InRecord[], high: number): boolean {
    if (this.#phase !== 'running' || this.#finishing || records.length === 0) return false;
    this.#high = high;
    const stray = this.#queue.push(records);
    if (stray !== undefined) {
      this.#refuse(stray);
      return false;
    }
    if (this.#queue.full) this.#pause();
    this.#work();
    return true;
  }

  /** Lets work in flight end, gives the handler its last chance, and closes. */
  async finish(): Promise<void> {
    const { handler, topic, p } = this.#options;
    this.#finishing = true;
    this.#pause();
    await this.#working;
    if (this.#phase === 'running') await handler.release?.(p, topic);
    this.close();
  }

  /** Forgets the partition's state and loads it again, if it is running. */
  reload(reason: string): void {
    if (this.#phase === 'running' && !this.#finishing) this.#reload(reason);
  }

  /** Forgets the partition at once. */
  close(): void {
    if (this.#phase === 'closed') return;
    this.#forget('closed');
  }

  /** kafkajs went elsewhere in the log by itself: load again, which finds out whether the log still fits. */
  #refuse(was: number): void {
    const { topic, p, logger } = this.#options;
    logger.warn({ topic, p, expected: this.#queue.expected, was }, 'fetched records do not begin where they should');
    this.#reload('offset');
  }

  #forget(phase: PartitionPhase): void {
    const { handler, topic, p } = this.#options;
    this.#load += 1;
    this.#phase = phase;
    this.#queue.restart(0);
    this.#pause();
    handler.drop(p, topic);
  }

  #reload(reason: string): void {
    this.#options.metrics.add('tapewire_reloads_total', 1, { reason });
    this.#forget('opening');
    void this.#open();
  }

  async #open(): Promise<void> {
    const { handler, loads, topic, p, logger } = this.#options;
    const load = ++this.#load;
    for (;;) {
      try {
        const opened = await loads.run(() => this.#openOnce(load));
        if (opened !== undefined && load === this.#load) this.#begin(opened.from, opened.end);
        return;
      } catch (error) {
        if (load !== this.#load) return;
        handler.drop(p, topic);
        if (isFinal(error)) {
          this.#stop(error);
          return;
        }
        this.#reason = `cannot load: ${messageOf(error)}`;
        logger.warn({ err: error, topic, p, retryMs: this.#pauses.next }, 'loading a partition failed, trying again');
        await this.#pauses.wait();
        if (load !== this.#load) return;
      }
    }
  }

  /** Undefined when the load was overtaken, in which case nothing of it is left. */
  async #openOnce(load: number): Promise<{ from: number; end: number } | undefined> {
    const { handler, control, topic, p } = this.#options;
    if (load !== this.#load) return undefined;
    const [{ from }, end] = await Promise.all([handler.open(p, topic), control.end(topic, p)]);
    if (load === this.#load) return { from, end };
    handler.drop(p, topic);
    return undefined;
  }

  #begin(from: number, end: number): void {
    const { control, topic, p, logger } = this.#options;
    this.#phase = 'running';
    this.#reason = undefined;
    this.#queue.restart(from);
    this.#accepted = from;
    this.#target = end;
    this.#high = Math.max(end, from);
    this.#caughtUp = from >= end;
    logger.info({ topic, p, from, end }, 'partition opened');
    control.seek(topic, p, from);
    this.#resume();
  }

  #work(): void {
    this.#working ??= this.#drain(this.#load).finally(() => {
      this.#working = undefined;
      if (this.#queue.size > 0 && this.#phase === 'running' && !this.#finishing) this.#work();
    });
  }

  async #drain(load: number): Promise<void> {
    const { handler, topic, p, maxBatch } = this.#options;
    while (this.#queue.size > 0 && !this.#finishing && load === this.#load) {
      const batch = this.#queue.take(maxBatch);
      try {
        await handler.handle(p, batch, topic);
      } catch (error) {
        if (load === this.#load) await this.#fail(error);
        return;
      }
      if (load !== this.#load) return;
      this.#accepted += batch.length;
      this.#pauses.reset();
      if (this.#accepted >= this.#target) this.#caughtUp = true;
      if (this.#queue.roomy) this.#resume();
    }
  }

  async #fail(error: unknown): Promise<void> {
    const { topic, p, logger } = this.#options;
    if (isFinal(error)) {
      this.#forget('stopped');
      this.#stop(error);
      return;
    }
    logger.warn({ err: error, topic, p, retryMs: this.#pauses.next }, 'a batch failed, loading the partition again');
    this.#reason = `a batch failed: ${messageOf(error)}`;
    this.#options.metrics.add('tapewire_reloads_total', 1, { reason: 'failure' });
    this.#forget('opening');
    const load = this.#load;
    await this.#pauses.wait();
    if (load === this.#load) void this.#open();
  }

  #stop(error: unknown): void {
    const { topic, p, logger, metrics } = this.#options;
    this.#phase = 'stopped';
    this.#reason = messageOf(error);
    const name = error instanceof TapewireError && error.code === 'HOLE_IN_POSITIONS' ? 'tapewire_holes_total' : 'tapewire_contradictions_total';
    metrics.add(name, 1, { topic, partition: p });
    logger.error({ err: error, topic, p }, 'the partition is stopped: going on would make the tape wrong');
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#options.control.pause(this.#options.topic, this.#options.p);
  }

  #resume(): void {
    if (!this.#paused || this.#finishing) return;
    this.#paused = false;
    this.#options.control.resume(this.#options.topic, this.#options.p);
  }
}
