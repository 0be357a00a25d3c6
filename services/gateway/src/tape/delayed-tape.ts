import { rankAt } from '@tapewire/contracts';
import { rowRank, type TapeRow } from '@tapewire/delivery';
import type { Logger } from '@tapewire/telemetry';
import type { LaneRunner } from './lane-runner.ts';
import type { StreamRow, TapeSource } from './tape-source.ts';

export interface DelayedTapeTools {
  readonly source: TapeSource;
  readonly logger: Logger;
  /** Epoch milliseconds. */
  readonly wallClock: () => number;
  /** Head of the real-time lane: there is nothing to read above it. */
  readonly liveHead: (p: number) => number;
}

const EVERY_MS = 250;
const READ_ROWS = 1000;

/** Moves a delayed lane along the stream: a row passes when its rank is below that of the present minus the delay. */
export class DelayedTape {
  readonly #runner: LaneRunner;
  readonly #tools: DelayedTapeTools;
  /** Rows read ahead, by partition, that are too young still. */
  readonly #ahead: StreamRow[][];
  readonly #reading = new Set<number>();
  readonly #timer: NodeJS.Timeout;
  #stopped = false;

  constructor(runner: LaneRunner, tools: DelayedTapeTools) {
    this.#runner = runner;
    this.#tools = tools;
    this.#ahead = Array.from({ length: runner.lane.heads.partitions }, () => []);
    this.#timer = setInterval(() => { this.#turn(); }, EVERY_MS);
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  #turn(): void {
    const gate = rankAt(this.#tools.wallClock() - this.#runner.lane.delay);
    for (const [p, ahead] of this.#ahead.entries()) {
      this.#release(p, ahead, gate);
      const last = ahead.at(-1)?.off ?? this.#runner.lane.heads.of(p);
      if (ahead.length === 0 && last < this.#tools.liveHead(p)) this.#readAhead(p);
    }
  }

  #release(p: number, ahead: StreamRow[], gate: number): void {
    const young = ahead.findIndex(({ row }) => rowRank(row) >= gate);
    const old: readonly TapeRow[] = ahead.splice(0, young < 0 ? ahead.length : young);
    const last = old.at(-1);
    if (last) this.#runner.accept(p, this.#runner.lane.heads.of(p), last.off, old);
  }

  #readAhead(p: number): void {
    if (this.#reading.has(p)) return;
    this.#reading.add(p);
    this.#tools.source.readTape(p, this.#runner.lane.heads.of(p), READ_ROWS).then(
      ({ state, trimmed, entries }) => {
        const [first] = entries;
        if (this.#stopped || state.epoch !== this.#runner.lane.epoch || !first) return;
        // The stream no longer reaches back to here: clients catch up from the stored rows.
        if (trimmed) this.#runner.jump(p, first.prev, Infinity);
        this.#ahead[p]?.push(...entries);
      },
      (error: unknown) => { this.#tools.logger.warn({ err: error, p }, 'could not read the tape for delayed clients'); },
    ).finally(() => {
      this.#reading.delete(p);
    });
  }
}
