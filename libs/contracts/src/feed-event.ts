import type { ContractSymbol, IsoDate, IssueType } from './trade.ts';
import type { FeedInfo } from './wire.ts';

/** A quote as vendors send it; sizes are contracts. */
export interface Quote {
  readonly bid: number;
  readonly ask: number;
  /** Sides that nobody quotes, or that are not known: the price given for them is 0 and means nothing. */
  readonly absent?: 'bid' | 'ask' | 'both';
  readonly bidSize?: number;
  readonly askSize?: number;
}

/** A print, decoded from its vendor's message. `conditions` are OPRA letters, `exchange` the OPRA participant letter. */
export interface TradePrint {
  readonly contract: ContractSymbol;
  readonly price: number;
  readonly size: number;
  /** Nanoseconds since 1970, decimal. */
  readonly tsNs: string;
  readonly exchange?: string;
  readonly conditions?: readonly string[];
  /** The quote that came with the print. */
  readonly quote?: Quote;
  /** The underlying's price that came with the print. */
  readonly spot?: number;
}

/** What a raw record says, decoded. One raw record is one event. Times (`ts`) are epoch milliseconds of the source. */
export type FeedEvent =
  | ({ readonly kind: 'trade' } & TradePrint)
  | ({ readonly kind: 'cancel' } & TradePrint)
  | { readonly kind: 'correction'; readonly was: TradePrint; readonly now: TradePrint }
  | { readonly kind: 'quote'; readonly contract: ContractSymbol; readonly ts: number; readonly quote: Quote }
  | { readonly kind: 'underlying'; readonly underlying: string; readonly ts: number; readonly price: number }
  | { readonly kind: 'openInterest'; readonly contract: ContractSymbol; readonly oi: number; readonly date?: IsoDate }
  | { readonly kind: 'clock'; readonly ts: number; readonly line: string; readonly acked: number; readonly feed?: FeedInfo }
  | { readonly kind: 'gap'; readonly line: string; readonly from: number; readonly to: number; readonly reason: string; readonly filled?: true }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'config'; readonly version: number; readonly config: unknown };

/** Reference data that reaches the normalizer through the raw log. */
export type Reference =
  | { readonly type: 'openInterestComplete'; readonly date: IsoDate; readonly underlying?: string }
  | { readonly type: 'multiplier'; readonly root: string; readonly multiplier: number; readonly underlying?: string }
  | { readonly type: 'previousClose'; readonly underlying: string; readonly price: number; readonly date?: IsoDate }
  | { readonly type: 'issue'; readonly underlying: string; readonly issueType?: IssueType; readonly sector?: string }
  | { readonly type: 'rate'; readonly rate: number }
  | { readonly type: 'root'; readonly root: string; readonly underlying: string };

/** Decodes one vendor's messages. Throws a TapewireError RECORD_MALFORMED that names the field. */
export interface FeedCodec {
  /** The `source` header this codec answers to. */
  readonly source: string;
  readonly decode: (kind: string, value: string) => FeedEvent;
}
