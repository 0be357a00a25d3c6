import type { SourceRecord } from './feed-source.ts';

/** Wall clock, injected: sources and their pacing never read one themselves. */
export interface WallClock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** How many times faster than its own time a source runs; `max` = as fast as it is read. */
export type Speed = number | 'max';

/** What `Pacer` needs to know of a source. */
export interface PacerOptions {
  readonly speed: Speed;
  /** The source's time from which on it is paced. */
  readonly start: number;
  /** The source's time now, before its next record. */
  readonly reached: number;
  readonly clock: WallClock;
  readonly skipsNights?: boolean;
}

const SLEEP_MAX_MS = 250;
/** A longer pause than this is a night. */
const NIGHT_MS = 3_600_000;

/** Lets records go when their time has come, and knows what time it is in the source. */
export class Pacer {
  readonly #speed: Speed;
  readonly #clock: WallClock;
  readonly #start: number;
  readonly #skipsNights: boolean;
  #anchor: { readonly wall: number; readonly ts: number } | undefined;
  /** Time of the last record let go. */
  #reached: number;
  /** The time up to which all records have been let go; undefined while one is due. */
  #idleUntil: number | undefined;
  #ended = false;
  #stopped = false;

  constructor({ speed, start, reached, clock, skipsNights = false }: PacerOptions) {
    this.#speed = speed;
    this.#start = start;
    this.#clock = clock;
    this.#reached = reached;
    this.#skipsNights = skipsNights;
  }

  /** The source's time, epoch milliseconds: no record that is still to come is before it. After the end it goes on. */
  now(): number {
    if (this.#anchor === undefined) return this.#reached;
    if (this.#idleUntil === undefined && !this.#ended) return this.#reached;
    const paced = this.#anchor.ts + (this.#clock.now() - this.#anchor.wall) * (this.#speed === 'max' ? 1 : this.#speed);
    return Math.max(this.#reached, this.#ended ? paced : Math.min(paced, this.#idleUntil ?? paced));
  }

  /** Ends the waiting and the records. */
  stop(): void {
    this.#stopped = true;
  }

  /** The same records, each batch at its time. */
  async *pace(batches: AsyncIterable<readonly SourceRecord[]>): AsyncGenerator<readonly SourceRecord[]> {
    for await (const batch of batches) {
      for (let from = 0; from < batch.length; ) {
        const to = await this.#due(batch, from);
        if (this.#stopped) return;
        yield from === 0 && to === batch.length ? batch : batch.slice(from, to);
        this.#reached = Math.max(this.#reached, batch[to - 1]?.ts ?? 0);
        from = to;
      }
    }
    this.#end();
  }

  /** Waits until the record at `from` is due; gives the end of those that are due with it. */
  async #due(batch: readonly SourceRecord[], from: number): Promise<number> {
    if (this.#speed === 'max') return batch.length;
    for (;;) {
      const next = batch[from]?.ts ?? 0;
      const due = this.#sourceTime(next);
      if (next <= due || this.#stopped) {
        this.#idleUntil = undefined;
        let to = from + 1;
        while (to < batch.length && (batch[to]?.ts ?? Infinity) <= due) to += 1;
        return to;
      }
      this.#idleUntil = next;
      await this.#clock.sleep(Math.min(SLEEP_MAX_MS, Math.ceil((next - due) / this.#speed)));
    }
  }

  #sourceTime(next: number): number {
    if (this.#speed === 'max' || next < this.#start) return next;
    const isNight = this.#skipsNights && next - this.#reached > NIGHT_MS;
    if (this.#anchor === undefined || isNight) this.#anchor = { wall: this.#clock.now(), ts: next };
    return this.#anchor.ts + (this.#clock.now() - this.#anchor.wall) * this.#speed;
  }

  /** Time goes on from the end of the last record's minute, so that what is counted by minute is closed at once. */
  #end(): void {
    this.#reached = Math.ceil((this.#reached + 1) / 60_000) * 60_000;
    this.#anchor = { wall: this.#clock.now(), ts: this.#reached };
    this.#ended = true;
  }
}
