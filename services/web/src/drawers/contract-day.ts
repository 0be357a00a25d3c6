import type { Print } from '../tape/print.ts';
import { standing } from '../tape/standing.ts';

/** What a contract did in a day, of the prints that are at hand. */
export interface ContractDay {
  readonly prints: number;
  readonly contracts: number;
  readonly premium: number;
  /** Shares of the contracts by side, 0 to 1. */
  readonly bought: number;
  readonly sold: number;
  readonly between: number;
  readonly volume: number | null;
  readonly oi: number | null;
}

const BOUGHT = ['ask', 'aboveAsk'];
const SOLD = ['bid', 'belowBid'];

/** Sums up prints of one contract as they stand: without cancelled ones, corrected ones with their new terms. */
export function summarize(prints: readonly Print[]): ContractDay {
  const counted = standing(prints);
  const sum = (of: (print: Print) => number): number => counted.reduce((total, print) => total + of(print), 0);
  const contracts = sum((print) => print.size);
  const share = (sides: readonly string[]): number => (contracts === 0 ? 0 : sum((print) => (sides.includes(print.side) ? print.size : 0)) / contracts);
  const bought = share(BOUGHT);
  const sold = share(SOLD);
  const newest = counted[0];
  return {
    prints: counted.length, contracts, premium: sum((print) => print.premium ?? 0), bought, sold, between: contracts === 0 ? 0 : 1 - bought - sold,
    volume: newest?.volume ?? null, oi: newest?.oi ?? null,
  };
}

/** The legs of an order: what was traded of each contract. */
export interface Leg {
  readonly contract: string;
  readonly print: Print;
  readonly prints: number;
  readonly size: number;
  readonly premium: number;
  readonly exchanges: readonly string[];
}

export function legsOf(prints: readonly Print[]): readonly Leg[] {
  const byContract = Map.groupBy(standing(prints), (print) => print.contract);
  return [...byContract].flatMap(([contract, own]) => {
    const [print] = own;
    if (print === undefined) return [];
    return [{
      contract, print, prints: own.length, size: own.reduce((sum, { size }) => sum + size, 0), premium: own.reduce((sum, { premium }) => sum + (premium ?? 0), 0),
      exchanges: [...new Set(own.map(({ exchange }) => exchange))].sort(),
    }];
  });
}
