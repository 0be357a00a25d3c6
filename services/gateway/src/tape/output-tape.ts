import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamRow } from '@tapewire/redis';
import type { Logger } from '@tapewire/telemetry';
import type { TapeSource } from './tape-source.ts';

/** A tape whose entries hold all outputs of one position. */
export type OutputTapeName = 'alerts' | 'flow';

interface Entry<T extends OutputTapeName> {
  readonly off: number;
  readonly prev: number;
  readonly row: StreamRow[T];
}

export interface OutputTapeTools<T extends OutputTapeName> {
  readonly source: TapeSource;
  readonly logger: Logger;
  readonly epoch: number;
  readonly partitions: number;
  /** Entries of each partition that are read when it begins. */
  readonly back: number;
  /** Whether what was received then may be shown now. */
  readonly due: (recvTs: number) => boolean;
  readonly take: (p: number, outputs: StreamRow[T]) => void;
}

/** What an announcement of outputs says. */
interface Batch<T extends OutputTapeName> {
  readonly epoch: number;
  readonly p: number;
  readonly prev: number;
  readonly to: number;
  readonly rows: readonly StreamRow[T][];
}

const READ_ROWS = 1000;
const RETRY_MS = 1000;

/**
 * Follows alerts or flow: what lies back a while, then what is announced; announcements that were lost are read from
 * the stream. Entries that are too young wait.
 */
export class OutputTape<T extends OutputTapeName> {
  readonly #tape: T;
  readonly #tools: OutputTapeTools<T>;
  readonly #heads: number[];
  readonly #waiting: Entry<T>[][];
  readonly #reading = new Set<number>();
  #loaded = false;
  #stopped = false;

  constructor(tape: T, tools: OutputTapeTools<T>) {
    this.#tape = tape;
    this.#tools = tools;
    this.#heads = Array.from({ length: tools.partitions }, () => -1);
    this.#waiting = this.#heads.map(() => []);
  }

  /** Reads what lies back; resolves when it is shown. */
  async load(): Promise<void> {
    for (let p = 0; p < this.#heads.length && !this.#stopped; p++) {
      await this.#loadPartition(p).catch(async (error: unknown) => {
        this.#tools.logger.warn({ err: error, p, tape: this.#tape }, 'could not read a tape; trying again');
        await sleep(RETRY_MS);
        p--;
      });
    }
    this.#loaded = true;
  }

  head(p: number): number {
    return this.#heads[p] ?? -1;
  }

  announced({ epoch, p, prev, to, rows }: Batch<T>): void {
    const head = this.head(p);
    if (!this.#loaded || epoch !== this.#tools.epoch || to <= head) return;
    if (prev > head || this.#reading.has(p)) this.reach(p, to);
    else this.#add(p, rows.filter(({ off }) => off > head).map((row) => ({ off: row.off, prev: head, row })), to);
  }

  /** Reads the stream when it is known to go further than this. */
  reach(p: number, head: number): void {
    if (!this.#loaded || head <= this.head(p) || this.#reading.has(p)) return;
    this.#reading.add(p);
    this.#readOn(p).catch((error: unknown) => {
      this.#tools.logger.warn({ err: error, p, tape: this.#tape }, 'could not read a tape');
    }).finally(() => this.#reading.delete(p));
  }

  /** Shows what has become old enough. */
  release(): void {
    for (const [p, waiting] of this.#waiting.entries()) {
      const young = waiting.findIndex(({ row }) => !this.#tools.due(row.recvTs));
      for (const { row } of waiting.splice(0, young < 0 ? waiting.length : young)) this.#tools.take(p, row);
    }
  }

  /** Whether entries of a partition are being held back. */
  holds(p: number): boolean {
    return (this.#waiting[p]?.length ?? 0) > 0;
  }

  stop(): void {
    this.#stopped = true;
  }

  async #loadPartition(p: number): Promise<void> {
    const found: Entry<T>[] = [];
    let before: number | undefined;
    while (found.length < this.#tools.back) {
      const { entries } = await this.#tools.source.readBack(this.#tape, p, before, READ_ROWS);
      found.push(...entries);
      before = entries.at(-1)?.off;
      if (entries.length < READ_ROWS) break;
    }
    this.#add(p, found.reverse(), found.at(-1)?.off ?? -1);
  }

  async #readOn(p: number): Promise<void> {
    for (;;) {
      const { state, entries } = await this.#tools.source.readStream(this.#tape, p, this.head(p), READ_ROWS);
      const last = entries.at(-1);
      if (this.#stopped || !last || state.epoch !== this.#tools.epoch) return;
      this.#add(p, entries, last.off);
      if (entries.length < READ_ROWS) return;
    }
  }

  #add(p: number, entries: readonly Entry<T>[], head: number): void {
    this.#waiting[p]?.push(...entries);
    this.#heads[p] = head;
    this.release();
  }
}
