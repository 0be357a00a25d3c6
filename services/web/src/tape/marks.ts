import { EXCHANGES } from '@tapewire/market';

/** How sides, sentiments, flags and premium sizes look: always a shape or letters beside the colour. */

export interface SideMark {
  readonly letters: string;
  readonly name: string;
}

/** The five places of a print in the spread, as in most flow tools: A = ask, B = bid. */
export const SIDE_MARKS: Readonly<Record<string, SideMark>> = {
  aboveAsk: { letters: 'AA', name: 'above the ask' },
  ask: { letters: 'A', name: 'at the ask' },
  mid: { letters: 'M', name: 'between bid and ask' },
  bid: { letters: 'B', name: 'at the bid' },
  belowBid: { letters: 'BB', name: 'below the bid' },
  none: { letters: '', name: 'no side' },
};

/** Names of sentiments that are marked; the stylesheet draws the arrows. */
export const SENTIMENT_MARKS: Readonly<Record<string, string>> = { bullish: 'bullish', bearish: 'bearish' };

export interface FlagMark {
  readonly letters: string;
  readonly name: string;
  /** `strong` flags are what traders look for; `quiet` ones explain why a print counts less. */
  readonly tone: 'strong' | 'plain' | 'quiet';
}

/** `large` has no chip: the premium's own marking shows it. */
export const FLAG_MARKS: Readonly<Record<string, FlagMark>> = {
  golden: { letters: 'GOLD', name: 'golden sweep', tone: 'strong' },
  sweep: { letters: 'SWP', name: 'sweep over several exchanges', tone: 'strong' },
  block: { letters: 'BLK', name: 'block', tone: 'strong' },
  unusual: { letters: 'UNU', name: 'unusual', tone: 'strong' },
  opening: { letters: 'OPN', name: 'opening: larger than all that could be closed', tone: 'strong' },
  repeat: { letters: 'RPT', name: 'repeated hits in one contract', tone: 'strong' },
  split: { letters: 'SPL', name: 'split on one exchange', tone: 'plain' },
  multileg: { letters: 'ML', name: 'part of a multi-leg order', tone: 'plain' },
  stockTied: { letters: 'STK', name: 'tied to stock', tone: 'plain' },
  floor: { letters: 'FLR', name: 'traded on a floor', tone: 'plain' },
  cross: { letters: 'CRS', name: 'cross', tone: 'plain' },
  auction: { letters: 'AUC', name: 'auction', tone: 'plain' },
  iso: { letters: 'ISO', name: 'intermarket sweep order', tone: 'plain' },
  extended: { letters: 'EXT', name: 'outside regular hours', tone: 'quiet' },
  late: { letters: 'LATE', name: 'reported late', tone: 'quiet' },
  compression: { letters: 'CMP', name: 'compression trade', tone: 'quiet' },
  adjusted: { letters: 'ADJ', name: 'adjusted contract', tone: 'quiet' },
  recovered: { letters: 'RCV', name: 'recovered after a feed gap', tone: 'quiet' },
};

/** Flags a trader looks for first, so that a narrow column cuts off the others. */
export const flagsInOrder = (flags: readonly string[]): readonly string[] =>
  [...flags].sort((a, b) => Number(FLAG_MARKS[b]?.tone === 'strong') - Number(FLAG_MARKS[a]?.tone === 'strong'));

/** `iron condor` of `ironCondor`. */
export const strategyName = (strategy: string | null): string => (strategy ?? '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `consumer staples` of `consumer-staples`. */
export const sectorName = (sector: string | null): string => (sector ?? '').replaceAll('-', ' ');

/** Name of an exchange of OPRA's letter. */
export const exchangeName = (letter: string): string => EXCHANGES.get(letter) ?? letter;

/** Percent from which a change of the underlying is coloured: were every one, colour would say nothing. */
const MOVE = 2;
export const toneOf = (change: number | null): string => (change === null || Math.abs(change) < MOVE ? '' : change > 0 ? 'bullish' : 'bearish');

/** Steps by which premium is marked, in US dollars. */
const PREMIUM_STEPS = [100_000, 500_000, 1_000_000, 5_000_000];

/** 0 (small) to 4 (whale). */
export const premiumStep = (premium: number | null): number => PREMIUM_STEPS.filter((step) => (premium ?? 0) >= step).length;

/** Length of the premium's bar, 0 to 1, on a logarithmic scale from $1K to $10M. */
export const premiumShare = (premium: number | null): number =>
  premium === null || premium <= 1000 ? 0 : Math.min(1, Math.log10(premium / 1000) / 4);
