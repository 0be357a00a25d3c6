import type { ContractSymbol, Right } from '@tapewire/contracts';

/** One leg of a package: what was traded, and whether the initiator bought or sold it. */
export interface Leg {
  readonly contract: ContractSymbol;
  readonly right: Right;
  readonly strike: number;
  readonly expDay: number;
  readonly size: number;
  /** 1 bought, -1 sold, 0 not known (no quote, or exactly between). */
  readonly direction: -1 | 0 | 1;
  /** It certainly opens a position (flag `opening`). */
  readonly opens: boolean;
}

/** Names of the strategies that are told apart. */
export const STRATEGIES = [
  'vertical', 'ratio', 'calendar', 'diagonal', 'roll', 'straddle', 'strangle', 'synthetic', 'riskReversal', 'collar', 'butterfly',
  'condor', 'ironButterfly', 'ironCondor', 'box', 'jellyRoll', 'buyWrite', 'marriedPut', 'stockTied', 'custom',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** The strategy that the legs seen so far make; undefined for a single leg without stock. Legs: each contract once. */
export function strategyOf(legs: readonly Leg[], withStock: boolean): Strategy | undefined {
  const [first, second] = legs;
  if (first === undefined) return undefined;
  if (second === undefined) return withStock ? withStockAlone(first) : undefined;
  if (legs.length === 2) return pair(first, second, withStock);
  return many(legs) ?? 'custom';
}

function withStockAlone(leg: Leg): Strategy {
  if (leg.right === 'C' && leg.direction === -1) return 'buyWrite';
  return leg.right === 'P' && leg.direction === 1 ? 'marriedPut' : 'stockTied';
}

function pair(a: Leg, b: Leg, withStock: boolean): Strategy {
  const sameExp = a.expDay === b.expDay;
  const sameStrike = a.strike === b.strike;
  if (a.right === b.right) {
    if (!sameExp) return isRoll(a, b) ? 'roll' : sameStrike ? 'calendar' : 'diagonal';
    return a.size === b.size ? 'vertical' : 'ratio';
  }
  if (!sameExp) return 'custom';
  const opposite = a.direction * b.direction === -1;
  if (opposite && withStock) return 'collar';
  if (sameStrike) return opposite ? 'synthetic' : 'straddle';
  return opposite ? 'riskReversal' : 'strangle';
}

/** The later expiration certainly opens and the nearer one does not: a position moved in time. */
function isRoll(a: Leg, b: Leg): boolean {
  const [near, far] = a.expDay < b.expDay ? [a, b] : [b, a];
  return far.opens && !near.opens;
}

const distinct = (values: readonly number[]): number => new Set(values).size;

function many(legs: readonly Leg[]): Strategy | undefined {
  const calls = legs.filter((leg) => leg.right === 'C').length;
  const expirations = distinct(legs.map((leg) => leg.expDay));
  const strikes = distinct(legs.map((leg) => leg.strike));
  if (expirations === 2 && strikes === 1 && legs.length === 4 && calls === 2) return 'jellyRoll';
  if (expirations !== 1) return undefined;
  if (legs.length === 3) return calls % 3 === 0 && isButterfly(legs) ? 'butterfly' : undefined;
  if (legs.length !== 4) return undefined;
  if (calls % 4 === 0) return 'condor';
  if (calls !== 2) return undefined;
  if (strikes === 4) return 'ironCondor';
  return strikes === 3 ? 'ironButterfly' : 'box';
}

/** Sizes 1 : 2 : 1 by strike. */
function isButterfly(legs: readonly Leg[]): boolean {
  const [low, body, high] = [...legs].sort((a, b) => a.strike - b.strike).map((leg) => leg.size);
  return low !== undefined && low === high && body === 2 * low;
}
