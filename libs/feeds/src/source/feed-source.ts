import type { FeedInfo, RawKind } from '@tapewire/contracts';

/**
 * A record of a source, in the order of the source. Unlike a `RawRecord` it has no time of receipt yet:
 * sources know no clock, the ingestor stamps what they give.
 */
export interface SourceRecord {
  /** 1, 2, 3 … in the order of the source, the same after every start. */
  readonly n: number;
  /** The source's own time, epoch milliseconds. */
  readonly ts: number;
  /** Whose partition it goes to; `*` goes to every partition. */
  readonly underlying: string;
  /** Codec of the value. */
  readonly source: string;
  readonly kind: RawKind;
  readonly key?: string;
  readonly value: string;
}

/** What a source could not read. */
export interface Reject {
  readonly file: string;
  /** Line of the file, its header being line 1. */
  readonly line: number;
  readonly reason: string;
  readonly value: string;
}

/** Records of every partition, such as a rate, name this underlying. */
export const EVERY_UNDERLYING = '*';

/** A feed that can be read again: a file, a folder, the demo market. */
export interface FeedSource {
  /** What its `clock` records and the keys of its trades name. */
  readonly line: string;
  readonly info: FeedInfo;
  /** Time of the first record. */
  readonly begin: number;
  /** The source's time from which on it is paced; what comes before is known at once. */
  readonly start: number;
  /** Whether its nights and weekends are passed over, not waited for. */
  readonly skipsNights?: boolean;
  /** Everything after the first `acked` records, in batches in order. The same numbers are the same records, always. */
  readonly records: (acked: number) => AsyncIterable<readonly SourceRecord[]>;
}

/** What a feed may be unable to know, in `FeedInfo.lacks`. */
export const FEED_LACKS = ['conditions', 'exchanges', 'quotes', 'spot', 'openInterest', 'cancels', 'sequence'] as const;
export type FeedLack = (typeof FEED_LACKS)[number];
