import type { FeedInfo } from './wire.ts';

/** Sums of one side of one right within a minute. Premium in US dollars, volume in contracts. */
export interface FlowSums {
  readonly premium: number;
  readonly volume: number;
  readonly count: number;
}

/** Where in the spread a print was: packages and prints without side never count in net premium. */
export const FLOW_BUCKETS = ['ask', 'bid', 'mid', 'package', 'none'] as const;
export type FlowBucket = (typeof FLOW_BUCKETS)[number];

/** What was traded in one minute in one underlying (or a partition's share of the market, underlying `*`). */
export interface FlowMinute {
  readonly type: 'minute';
  readonly underlying: string;
  /** Epoch milliseconds of the minute's start, in the source's time. */
  readonly minute: number;
  /** Rows of one minute replace each other; the highest revision counts. */
  readonly revision: number;
  readonly spot?: number;
  readonly calls: Readonly<Record<FlowBucket, FlowSums>>;
  readonly puts: Readonly<Record<FlowBucket, FlowSums>>;
}

/** What `tapewire.flow` carries: minutes, and what the page must know about the feeds. */
export type FlowOutput =
  | FlowMinute
  /** This partition's clock has passed into a minute: its minutes before are whole, but for corrections. */
  | { readonly type: 'clock'; readonly minute: number }
  /** A feed line was first seen, or what it says of itself changed. */
  | { readonly type: 'feed'; readonly line: string; readonly feed: FeedInfo }
  /**
   * A stretch of a line that could not be read; times are epoch milliseconds of the feed. The same line and `from` once more,
   * with `filled`: the vendor has sent again what was missed.
   */
  | { readonly type: 'gap'; readonly line: string; readonly from: number; readonly to: number; readonly reason: string; readonly filled?: true };
