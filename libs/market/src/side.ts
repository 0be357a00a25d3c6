import type { Quote, Right, Sentiment, Side } from '@tapewire/contracts';
import { round6, toTicks } from './money.ts';

/** A quote that can tell a side: both are quoted, there is an ask, and the bid (which may be zero) is not above it. */
export const isUsable = (quote: Quote): boolean =>
  quote.absent === undefined && quote.ask > 0 && quote.bid >= 0 && toTicks(quote.bid) <= toTicks(quote.ask);

/** Where in the spread a price was; `none` without a usable quote. Compared in 1/10,000 dollars. */
export function sideOf(price: number, quote: Quote | undefined): Side {
  if (quote === undefined || !isUsable(quote)) return 'none';
  const p = toTicks(price);
  const bid = toTicks(quote.bid);
  const ask = toTicks(quote.ask);
  if (p > ask) return 'aboveAsk';
  if (p < bid) return 'belowBid';
  if (bid === ask) return 'mid';
  if (p === ask) return 'ask';
  return p === bid ? 'bid' : 'mid';
}

/** `(price − bid) / (ask − bid)`, six decimals; undefined for a locked, crossed or missing quote. */
export function fillOf(price: number, quote: Quote | undefined): number | undefined {
  if (quote === undefined || !isUsable(quote)) return undefined;
  const spread = toTicks(quote.ask) - toTicks(quote.bid);
  return spread === 0 ? undefined : round6((toTicks(price) - toTicks(quote.bid)) / spread);
}

/** Call at the ask or put at the bid: bullish; the reverse: bearish. A print of a package says nothing alone. */
export function sentimentOf(side: Side, right: Right, isPackage: boolean): Sentiment {
  if (isPackage || side === 'mid' || side === 'none') return 'neutral';
  const bought = side === 'ask' || side === 'aboveAsk';
  return bought === (right === 'C') ? 'bullish' : 'bearish';
}
