import { type Filter, parseFilter } from '@tapewire/filter';
import { between, pick, random } from '../faults/random.ts';
import { ticker, TICKERS, zipf } from './drawn-trades.ts';

/** A term and how often people use it; thresholds are mostly round, as people type them, sometimes their own. */
const TERMS: readonly (readonly [number, (next: () => number) => string])[] = [
  [0.45, (next) => pick(next, ['right:call', 'right:put'])],
  [0.6, (next) => `premium>=${threshold(next, [10, 25, 50, 100, 250, 500, 1000])}k`],
  [0.25, (next) => `size>=${threshold(next, [10, 50, 100, 250, 500])}`],
  [0.35, (next) => pick(next, ['dte<=7', 'dte<=30', 'dte:7..45', 'dte>=60', 'dte=0', 'dte<=90'])],
  [0.25, (next) => pick(next, ['otm>0', 'otm:5..20', 'otm:0..5', 'otm:-5..5', 'otm>=10'])],
  [0.4, (next) => pick(next, ['flag:sweep', 'flag:sweep,block', 'flag:golden', '-flag:multileg', 'flag:unusual', '-flag:late,floor', 'flag:opening', 'flag:iso -flag:auction'])],
  [0.3, (next) => pick(next, ['side:ask,aboveAsk', 'side:bid,belowBid', '-side:mid,none', 'sentiment:bullish', 'sentiment:bearish'])],
  [0.15, (next) => pick(next, ['volume>oi', 'size>oi', 'volOi>=2', 'oi>=1000', 'volume>=500'])],
  [0.1, (next) => pick(next, ['order.premium>=1M', 'order.prints>=3', 'score>=80', 'delta:0.2..0.5', 'time>=09:35', 'price:0.05..5'])],
  [0.08, (next) => `strike:${between(next, 1, 20) * 10}..${between(next, 21, 60) * 10}`],
  [0.05, (next) => `(flag:golden or order.premium>=${threshold(next, [1, 2, 5, 10])}M)`],
];

const threshold = (next: () => number, round: readonly number[]): number => (next() < 0.8 ? pick(next, round) : between(next, 1, 1200));

function drawText(next: () => number): string {
  const tickers = Array.from({ length: between(next, 1, 5) }, () => ticker(next() < 0.5 ? zipf(next) : between(next, 0, TICKERS - 1)));
  const first = next() < 0.6 ? [`ticker:${tickers.join(',')}`] : [];
  const text = [...first, ...TERMS.filter(([share]) => next() < share).map(([, term]) => term(next))].join(' ');
  // Nobody's filter is empty or a single flag: those are shared, and counted once.
  return text.includes(' ') ? text : `${text} premium>=${between(next, 1, 99_999)}`;
}

/** Distinct filters as traders write them: 60 % on one to five tickers, the rest on the whole tape; a filter passes 1 % of trades. */
export function drawFilters(count: number, seed: number): Filter[] {
  const next = random(seed);
  const filters = new Map<string, Filter>();
  while (filters.size < count) {
    const text = drawText(next);
    const parsed = parseFilter(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.error.message}`);
    filters.set(parsed.filter.canonical, parsed.filter);
  }
  return [...filters.values()];
}
