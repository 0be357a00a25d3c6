import { FLAGS, SENTIMENTS } from '@tapewire/contracts';

/** A word that is a term by itself: `call`, `sweep`, `bullish`. */
export interface Word {
  readonly field: string;
  readonly value: string;
}

const RIGHT_WORDS: readonly (readonly [string, Word])[] = ['call', 'calls', 'put', 'puts'].map((word) => [
  word,
  { field: 'right', value: word.startsWith('c') ? 'C' : 'P' },
]);

/** Words that stand for a term, in lower case. */
export const WORDS: ReadonlyMap<string, Word> = new Map([
  ...RIGHT_WORDS,
  ...FLAGS.map((flag) => [flag.toLowerCase(), { field: 'flags', value: flag }] as const),
  ...SENTIMENTS.map((value) => [value, { field: 'sentiment', value }] as const),
]);

const TICKER = /^\$?[A-Z]{1,5}(?:[./][A-Z])?$/;

/** Whether a bare word can only be meant as a ticker: `NVDA`, `$SPY`, `BRK.B`; lower case is not, so that typing errors are told. */
export const looksLikeTicker = (word: string): boolean => TICKER.test(word);
