/** Sums of one side of one right within a minute. Premium in US dollars, volume in contracts. */
export interface FlowSums {
  readonly premium: number;
  readonly volume: number;
  readonly count: number;
}

/** What was traded in one minute in one underlying (or a partition's share of the market, underlying `*`). */
export interface FlowRow {
  readonly underlying: string;
  /** Epoch milliseconds of the minute's start. */
  readonly minute: number;
  /** Rows of one minute replace each other; the highest revision counts. */
  readonly revision: number;
  readonly p: number;
  readonly spot?: number;
  readonly calls: Readonly<Record<'ask' | 'bid' | 'mid' | 'package' | 'none', FlowSums>>;
  readonly puts: Readonly<Record<'ask' | 'bid' | 'mid' | 'package' | 'none', FlowSums>>;
}
