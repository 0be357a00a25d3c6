/** `"<partition>-<offset>"` of the raw record a trade came from: its identity from Kafka to the browser. */
export type TradeId = string & { readonly __brand: 'TradeId' };

/** OSI symbol without padding, e.g. `SPXW261218C06000000`: the identity of a contract. */
export type ContractSymbol = string & { readonly __brand: 'ContractSymbol' };

/** A calendar date, `yyyy-mm-dd`. */
export type IsoDate = string & { readonly __brand: 'IsoDate' };

export const TRADE_KINDS = ['trade', 'cancel', 'correct'] as const;
export type TradeKind = (typeof TRADE_KINDS)[number];

export const RIGHTS = ['C', 'P'] as const;
export type Right = (typeof RIGHTS)[number];

export const SIDES = ['aboveAsk', 'ask', 'mid', 'bid', 'belowBid', 'none'] as const;
export type Side = (typeof SIDES)[number];

export const SENTIMENTS = ['bullish', 'bearish', 'neutral'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export const EXPIRATION_TYPES = ['weekly', 'monthly', 'quarterly', 'leap', 'daily'] as const;
export type ExpirationType = (typeof EXPIRATION_TYPES)[number];

export const SETTLEMENTS = ['am', 'pm'] as const;
export type Settlement = (typeof SETTLEMENTS)[number];

export const SESSIONS = ['rth', 'gth', 'curb'] as const;
export type Session = (typeof SESSIONS)[number];

export const FLAGS = [
  'iso', 'sweep', 'block', 'split', 'multileg', 'stockTied', 'floor', 'cross', 'auction', 'late', 'extended',
  'compression', 'adjusted', 'opening', 'repeat', 'unusual', 'golden', 'large', 'recovered',
] as const;
export type Flag = (typeof FLAGS)[number];

/** What kind of security an underlying is. */
export const ISSUE_TYPES = ['stock', 'adr', 'etf', 'etn', 'fund', 'index', 'other'] as const;
export type IssueType = (typeof ISSUE_TYPES)[number];

/** Running totals of the order a print belongs to, as they stood when the print was read. */
export interface OrderTotals {
  readonly id: string;
  readonly prints: number;
  /** How many exchanges have printed so far; absent when the feed does not tell exchanges. */
  readonly exchanges?: number;
  readonly size: number;
  /** Absent when a print's is. */
  readonly premium?: number;
  /** Contracts of the legs seen so far, for orders of more than one contract. */
  readonly legs?: readonly ContractSymbol[];
  readonly strategy?: string;
  /** Net premium paid (positive) or received (negative) by the initiator, US dollars. */
  readonly net?: number;
}

/**
 * One print of the tape, enriched. Field meanings: docs/enrichment.md. What is not known is absent, never 0.
 * Times are epoch milliseconds with microseconds as a fraction, money US dollars, sizes contracts.
 */
export interface Trade {
  readonly id: TradeId;
  readonly kind: TradeKind;
  readonly ref?: TradeId;
  readonly ts: number;
  readonly recvTs: number;
  readonly tsNs: string;
  readonly contract: ContractSymbol;
  readonly underlying: string;
  readonly root: string;
  readonly exp: IsoDate;
  readonly right: Right;
  readonly strike: number;
  readonly expType?: ExpirationType;
  readonly settle?: Settlement;
  readonly multiplier?: number;
  readonly price: number;
  readonly size: number;
  readonly premium?: number;
  readonly exchange?: string;
  readonly conditions?: readonly string[];
  readonly tradeDate: IsoDate;
  readonly session?: Session;
  readonly bid?: number;
  readonly ask?: number;
  readonly bidSize?: number;
  readonly askSize?: number;
  readonly fill?: number;
  readonly side: Side;
  readonly sentiment: Sentiment;
  readonly spot?: number;
  readonly otm?: number;
  readonly dte: number;
  readonly iv?: number;
  readonly delta?: number;
  readonly gamma?: number;
  readonly theta?: number;
  readonly vega?: number;
  readonly volume: number;
  readonly oi?: number;
  readonly oiDate?: IsoDate;
  readonly volOi?: number;
  readonly flags: readonly Flag[];
  readonly order?: OrderTotals;
  readonly score?: number;
  readonly scoreVersion?: number;
  /** Of a `correct` row, whose other fields repeat the trade it acts on: what that trade is corrected to. */
  readonly corrected?: { readonly price: number; readonly size: number; readonly premium?: number };
  /** Of the underlying, by reference data. */
  readonly issueType?: IssueType;
  readonly sector?: string;
  /** Percent by which `spot` is above the underlying's previous close. */
  readonly spotChange?: number;
  /** Orders all rows of an installation: `tick·1024 + partition`; unique, rising with position. */
  readonly rank: number;
}
