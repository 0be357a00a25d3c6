/**
 * Columns of a `massive-flat` record, by kind and in this order. A file may have them in any order, and others too:
 * the source puts them in order, so that a record can be read without its file's header.
 * Trades are as Massive's flat files have them; the other files are ours, their columns named alike.
 */
export const FLAT_COLUMNS = {
  trade: ['ticker', 'conditions', 'correction', 'exchange', 'price', 'sip_timestamp', 'size'],
  quote: ['ticker', 'sip_timestamp', 'bid_price', 'bid_size', 'ask_price', 'ask_size'],
  /** `date` is the day whose morning set this is; a file has it from its folder's first trade. */
  openInterest: ['ticker', 'open_interest', 'date'],
  /** `ticker` is the underlying; a file without it has it from its folder. */
  underlying: ['ticker', 'sip_timestamp', 'price', 'size'],
} as const;

export type FlatKind = keyof typeof FLAT_COLUMNS;

export const isFlatKind = (kind: string): kind is FlatKind => Object.hasOwn(FLAT_COLUMNS, kind);
