import { CONTROL_SOURCE, encodeControl } from '../control/control-codec.ts';
import { EVERY_UNDERLYING, type SourceRecord } from '../source/feed-source.ts';

/** A stretch of a line that was not read. Times are the feed's own, epoch milliseconds. */
export interface ToldGap {
  readonly line: string;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** Makes the records of gaps, and remembers those that the vendor may fill. */
export class GapTeller {
  #open: ToldGap[] = [];

  /** A gap whose trades do not come any more, or of which that is not known. */
  tell(gap: ToldGap, n: number, ts: number): SourceRecord {
    return toRecord(gap, n, ts);
  }

  /** The same for a gap that the vendor is about to fill. */
  tellOpen(gap: ToldGap, n: number, ts: number): SourceRecord {
    this.#open.push(gap);
    return toRecord(gap, n, ts);
  }

  /** The gaps told as open are filled; they are told again, as such. */
  filled(number: () => number, ts: number): SourceRecord[] {
    const filled = this.#open;
    this.#open = [];
    return filled.map((gap) => toRecord({ ...gap, filled: true }, number(), ts));
  }
}

function toRecord(gap: ToldGap & { readonly filled?: true }, n: number, ts: number): SourceRecord {
  return { n, ts, underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: 'gap', value: encodeControl({ kind: 'gap', ...gap }) };
}
