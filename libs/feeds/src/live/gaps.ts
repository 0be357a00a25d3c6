import { CONTROL_SOURCE, encodeControl } from '../control/control-codec.ts';
import { EVERY_UNDERLYING, type SourceRecord } from '../source/feed-source.ts';
import type { ResentRecords } from './resent-records.ts';

/** A stretch of a line that was not read. Times are the feed's own, epoch milliseconds. */
export interface ToldGap {
  readonly line: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

export interface GapsOptions {
  /** Milliseconds by which the feed is late. */
  readonly delay: number;
  readonly now: () => number;
  /** The next number of the line. */
  readonly number: () => number;
  readonly onRecords: (records: readonly SourceRecord[]) => void;
  /** What the vendor may send a second time; undefined where it never does. */
  readonly resent: ResentRecords | undefined;
}

/** A gap begins this much before the last sign of life: that was on its way, and clocks differ. */
const ON_ITS_WAY_MS = 1000;

/** Tells gaps, and remembers those that the vendor may fill. */
export class Gaps {
  readonly #options: GapsOptions;
  #open: ToldGap[] = [];

  constructor(options: GapsOptions) {
    this.#options = options;
  }

  /** `from` is the feed's own time when all was last well. */
  tell(reason: string, line: string, from: number | undefined, canBeFilled = false): void {
    const { delay, now, resent } = this.#options;
    const to = now() - delay;
    const gap = { line, from: Math.max(0, Math.min(from ?? to, to) - ON_ITS_WAY_MS), to, reason };
    if (canBeFilled && resent?.since() !== undefined) {
      resent.hold();
      this.#open.push(gap);
    }
    this.#tell([gap]);
  }

  /** The stretch that holds all gaps that may be filled. */
  stretch(): { readonly from: number; readonly to: number } | undefined {
    if (this.#open.length === 0) return undefined;
    return { from: Math.min(...this.#open.map(({ from }) => from)), to: Math.max(...this.#open.map(({ to }) => to)) };
  }

  /** What was missed before a time has come: the gaps are told again, as filled. */
  filled(before = Infinity): void {
    const filled = this.#open.filter(({ to }) => to <= before);
    this.#open = this.#open.filter(({ to }) => to > before);
    this.#options.resent?.end();
    if (this.#open.length > 0) this.#options.resent?.hold();
    this.#tell(filled.map((gap) => ({ ...gap, filled: true })));
  }

  #tell(gaps: readonly (ToldGap & { readonly filled?: true })[]): void {
    const { now, number, onRecords } = this.#options;
    if (gaps.length === 0) return;
    const ts = now();
    onRecords(gaps.map((gap) => ({ n: number(), ts, underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: 'gap', value: encodeControl({ kind: 'gap', ...gap }) })));
  }
}
