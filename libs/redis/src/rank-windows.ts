import { rankAt, rankOf } from '@tapewire/contracts';

/** Ranks from `low` (inclusive) up to `below` (exclusive). */
export interface RankWindow {
  readonly low: number;
  readonly below: number;
}

/** One second of receipt, in ranks. */
export const FIRST_WIDTH = rankOf(10_000, 0);
const WIDEN_MIN = 2;
const WIDEN_MAX = 16;

/**
 * The next window below `below`. The first is a second wide; each next one is as much wider as the rows still wanted
 * need by the density found so far, so that Redis Search never sorts much more than it returns.
 */
export function nextWindow(below: number, lowest: number, width: number): RankWindow {
  return { low: Math.max(lowest, below - width), below };
}

/** Width of the next window, when the last one held `found` of the `wanted` rows. */
export function widen(width: number, found: number, wanted: number): number {
  const factor = found === 0 ? WIDEN_MAX : (2 * wanted) / found;
  return width * Math.min(WIDEN_MAX, Math.max(WIDEN_MIN, factor));
}

/** No row that is complete in Redis has a lower rank: `since` is the time of receipt from which on all is there. */
export const lowestRank = (since: number): number => Math.max(0, rankAt(since));
