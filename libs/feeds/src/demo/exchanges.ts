import { type Weighted, weighted } from './random.ts';

/** Shares of the exchanges in the flow, about as OCC's monthly figures have them. */
const SHARES: readonly (readonly [letter: string, share: number])[] = [
  ['C', 13], ['X', 11], ['N', 10], ['A', 8], ['I', 8], ['M', 8], ['Z', 7], ['P', 6], ['Q', 6], ['B', 7], ['E', 4], ['U', 4],
  ['H', 3], ['D', 3], ['J', 3], ['S', 2], ['W', 2], ['T', 2],
];

export const EXCHANGES_BY_SHARE: Weighted<string> = weighted(SHARES.map(([letter]) => letter), (letter) => SHARES.find(([l]) => l === letter)?.[1] ?? 0);

/** Exchanges with a trading floor. */
export const FLOORS: Weighted<string> = weighted(['C', 'X', 'N', 'A', 'B'], (letter) => (letter === 'C' ? 3 : 2));
