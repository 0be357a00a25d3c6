import { type ContractSymbol, type Flag, type IsoDate, rankOf, type Row, type Sentiment, type Side, toRow, type Trade, tradeId } from '@tapewire/contracts';
import { between, pick, random } from '../faults/random.ts';

export const TICKERS = 5000;
const OPEN = Date.UTC(2026, 10, 20, 14, 30);
const SESSION_MS = 6.5 * 3_600_000;
const SIDES: readonly Side[] = ['ask', 'ask', 'ask', 'bid', 'bid', 'bid', 'mid', 'mid', 'aboveAsk', 'belowBid', 'none'];
const EXPIRATIONS = ['2026-11-20', '2026-11-20', '2026-11-27', '2026-12-04', '2026-12-18', '2026-12-18', '2027-01-15', '2027-03-19', '2027-06-18', '2028-01-21'] as const;
/** How often a print carries a flag. */
const FLAG_SHARES: readonly (readonly [Flag, number])[] = [
  ['iso', 0.25], ['sweep', 0.12], ['multileg', 0.15], ['auction', 0.2], ['floor', 0.02], ['cross', 0.01], ['block', 0.01], ['late', 0.002],
  ['opening', 0.03], ['unusual', 0.01], ['golden', 0.001], ['large', 0.01], ['repeat', 0.02],
];

/** A ticker: letters of a number, hottest first by Zipf's law, as the tape's volume falls off. */
export const ticker = (rank: number): string => `${String.fromCharCode(65 + (rank % 26))}${rank.toString(36).toUpperCase().replace(/\d/g, (d) => String.fromCharCode(75 + Number(d)))}`;
export const zipf = (next: () => number): number => Math.min(TICKERS - 1, Math.floor(TICKERS ** next()) - 1);

/** A normal variate (Box–Muller). */
const normal = (next: () => number): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/**
 * Prints that are spread as on the real tape: few symbols with most of the trades, mostly one to ten contracts and a long
 * tail, premiums over six orders of magnitude, short expirations most.
 */
export function drawTrades(count: number, seed: number): Trade[] {
  const next = random(seed);
  return Array.from({ length: count }, (_, off) => drawTrade(next, off, OPEN + (off / count) * SESSION_MS));
}

export const drawRows = (count: number, seed: number): Row[] => drawTrades(count, seed).map(toRow);

function drawTrade(next: () => number, off: number, at: number): Trade {
  const symbol = zipf(next);
  const underlying = ticker(symbol);
  const spot = round(20 + ((symbol * 7919) % 480), 2);
  const right = next() < 0.58 ? 'C' : 'P';
  const strike = Math.max(0.5, round(spot * (1 + normal(next) * 0.08), 0));
  const otm = round(((right === 'C' ? strike - spot : spot - strike) / spot) * 100, 2);
  const exp = pick(next, EXPIRATIONS) as IsoDate;
  const price = round(Math.max(0.01, Math.exp(normal(next) * 1.2)), 2);
  const size = Math.max(1, Math.round(Math.exp(Math.abs(normal(next)) * 1.6)));
  const premium = round(price * size * 100, 2);
  const side = pick(next, SIDES);
  const flags = FLAG_SHARES.filter(([, share]) => next() < share).map(([flag]) => flag);
  const volume = size + Math.floor(Math.exp(Math.abs(normal(next)) * 3));
  const oi = Math.floor(Math.exp(Math.abs(normal(next)) * 4));
  const ts = Math.round(at * 1000) / 1000;
  return {
    id: tradeId(0, off), kind: 'trade', ts, recvTs: ts, tsNs: `${Math.round(ts * 1000)}000`, underlying, root: underlying,
    contract: `${underlying}${exp.slice(2).replaceAll('-', '')}${right}${String(strike * 1000).padStart(8, '0')}` as ContractSymbol, exp, right, strike,
    expType: 'weekly', settle: 'pm', multiplier: 100, price, size, premium, exchange: pick(next, ['A', 'C', 'N', 'X', 'P', 'W']), conditions: ['I'],
    tradeDate: '2026-11-20' as IsoDate, session: 'rth', bid: round(price * 0.98, 2), ask: round(price * 1.02, 2), bidSize: between(next, 1, 200),
    askSize: between(next, 1, 200), fill: round(next(), 3), side, sentiment: sentiment(right, side), spot, otm,
    dte: Math.round((Date.parse(exp) - Date.UTC(2026, 10, 20)) / 86_400_000), iv: round(0.2 + next(), 4), delta: round(next() * (right === 'C' ? 1 : -1), 4),
    gamma: round(next() * 0.1, 4), theta: round(-next(), 4), vega: round(next(), 4), volume, oi, oiDate: '2026-11-19' as IsoDate,
    volOi: round(volume / Math.max(1, oi), 4), flags,
    ...(flags.includes('sweep') ? { order: { id: `0-${off}`, prints: between(next, 2, 9), exchanges: between(next, 2, 6), size: size * 4, premium: premium * 4 } } : {}),
    score: between(next, 0, 100), scoreVersion: 1, rank: rankOf(off, 0),
  };
}

function sentiment(right: 'C' | 'P', side: Side): Sentiment {
  const bought = side === 'ask' || side === 'aboveAsk';
  const sold = side === 'bid' || side === 'belowBid';
  if (!bought && !sold) return 'neutral';
  return bought === (right === 'C') ? 'bullish' : 'bearish';
}
