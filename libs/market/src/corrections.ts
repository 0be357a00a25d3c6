import { type Side, type Trade, tradeId, type TradePrint } from '@tapewire/contracts';
import type { Draft, PrintPlace } from './enrich.ts';
import { premiumOf } from './money.ts';
import { sideOf } from './side.ts';
import type { TradedContract } from './state/contract-book.ts';

/** What a cancel or correction changes in the sums that the print was counted in. */
export interface Change {
  readonly premium: number;
  readonly size: number;
  readonly prints: 0 | -1;
}

/** What a print stands for, as it was written or as corrected since. */
export interface Terms {
  readonly side: Side;
  readonly premium: number;
  readonly size: number;
}

/** What a print stands for at a price and size: its side is told anew, by the quote that was in force at it. */
export function termsOf(contract: TradedContract, { side, bid, ask }: Draft, { price, size }: Pick<TradePrint, 'price' | 'size'>): Terms {
  const quote = bid === undefined || ask === undefined ? undefined : { bid, ask };
  return {
    side: side === 'none' ? side : sideOf(price, quote),
    premium: contract.multiplier === undefined ? 0 : premiumOf(price, size, contract.multiplier),
    size,
  };
}

/** The difference between what a print stood for and what it stands for now (after a cancel: nothing). */
export const changeOf = (was: Terms, now: Terms | undefined): Change => ({
  premium: (now?.premium ?? 0) - was.premium,
  size: (now?.size ?? 0) - was.size,
  prints: now === undefined ? -1 : 0,
});

/**
 * The row of a cancel or correction: every field of the row it acts on, so that it reaches those whose filter let that one
 * through, under an id and rank of its own.
 */
export function actingRow(kind: 'cancel' | 'correct', row: Draft, place: PrintPlace): Draft {
  return { ...row, id: tradeId(place.p, place.off), kind, ref: row.id, recvTs: place.recvTs, rank: place.rank };
}

/** The row of a cancel or correction whose print is not known: the print it names, without side. */
export function unmatchedRow(kind: 'cancel' | 'correct', draft: Draft, volume: number): Draft {
  const row: Draft = { ...draft, kind, side: 'none', sentiment: 'neutral', volume };
  delete row.fill;
  return row;
}

/** What a print is corrected to. */
export function correctedTo(contract: TradedContract, now: TradePrint): NonNullable<Trade['corrected']> {
  const terms = { price: now.price, size: now.size };
  return contract.multiplier === undefined ? terms : { ...terms, premium: premiumOf(now.price, now.size, contract.multiplier) };
}
