import { type Trade, tradeId, type TradePrint } from '@tapewire/contracts';
import type { Draft, PrintPlace } from './enrich.ts';
import { premiumOf } from './money.ts';
import type { TradedContract } from './state/contract-book.ts';
import type { FoundPrint } from './state/print-log.ts';

/** What a cancel or correction changes in the sums that the print was counted in. */
export interface Change {
  readonly premium: number;
  readonly size: number;
  readonly prints: 0 | -1;
}

const premiumNow = (contract: TradedContract, price: number, size: number): number =>
  contract.multiplier === undefined ? 0 : premiumOf(price, size, contract.multiplier);

/** Everything the print still stands for is taken out. */
export const cancelChange = (contract: TradedContract, found: FoundPrint): Change =>
  ({ premium: -premiumNow(contract, found.price, found.size), size: -found.size, prints: -1 });

/** The difference between what the print stood for and what it is corrected to. */
export const correctionChange = (contract: TradedContract, found: FoundPrint, now: TradePrint): Change => ({
  premium: premiumNow(contract, now.price, now.size) - premiumNow(contract, found.price, found.size),
  size: now.size - found.size,
  prints: 0,
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
