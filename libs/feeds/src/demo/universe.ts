import { hashText } from './random.ts';

/** How often an underlying's options expire. */
export type Listing = 'daily' | 'weekly' | 'monthly';
/** Price steps: `fine` 0.01 everywhere, `penny` 0.01 below 3 dollars and 0.05 above, `nickel` 0.05 and 0.10. */
export type TickClass = 'fine' | 'penny' | 'nickel';

/** An underlying of the demo market. Prices are about those of autumn 2026; none is a quotation. */
export interface Underlying {
  readonly ticker: string;
  /** Root of its monthly options. */
  readonly root: string;
  /** Root of its other expirations. */
  readonly weeklyRoot: string;
  readonly spot: number;
  /** At-the-money volatility of a month, 0.2 = 20 % a year. */
  readonly vol: number;
  /** Share of the market's flow. */
  readonly heat: number;
  readonly listing: Listing;
  readonly ticks: TickClass;
  /** Distance of strikes near the money. */
  readonly step: number;
  /** How it moves with the market, and with technology. */
  readonly beta: number;
  readonly tech: number;
  /** Trades at Cboe alone. */
  readonly single: boolean;
  /** Options trade until 16:15. */
  readonly late: boolean;
  readonly id: number;
}

type Line = readonly [ticker: string, spot: number, vol: number, heat: number, listing: Listing, ticks: TickClass, step: number, beta: number, tech: number];

const LINES: readonly Line[] = [
  ['SPX', 7128, 0.135, 150, 'daily', 'nickel', 5, 1, 0], ['SPY', 711.4, 0.135, 170, 'daily', 'fine', 1, 1, 0],
  ['QQQ', 638.2, 0.18, 105, 'daily', 'fine', 1, 1.1, 0.45], ['TSLA', 412.5, 0.5, 90, 'daily', 'penny', 2.5, 1.3, 0.8],
  ['NVDA', 192.6, 0.38, 95, 'daily', 'penny', 2.5, 1.4, 1.2], ['IWM', 252.1, 0.2, 32, 'daily', 'fine', 1, 1.1, 0],
  ['AAPL', 271.3, 0.24, 42, 'weekly', 'penny', 2.5, 1, 0.6], ['AMZN', 238.7, 0.29, 32, 'weekly', 'penny', 2.5, 1.2, 0.8],
  ['META', 655.8, 0.3, 28, 'weekly', 'penny', 5, 1.2, 0.8], ['MSFT', 512.9, 0.22, 26, 'weekly', 'penny', 5, 1, 0.7],
  ['AMD', 238.4, 0.5, 34, 'weekly', 'penny', 2.5, 1.5, 1.3], ['GOOGL', 284.6, 0.28, 28, 'weekly', 'penny', 2.5, 1.1, 0.6],
  ['PLTR', 178.2, 0.55, 38, 'weekly', 'penny', 2.5, 1.5, 1], ['VIX', 17.4, 0.95, 22, 'weekly', 'penny', 1, -5, 0],
  ['MSTR', 246.3, 0.72, 20, 'weekly', 'penny', 5, 1.8, 0.8], ['COIN', 298.5, 0.65, 16, 'weekly', 'penny', 5, 1.8, 0.6],
  ['INTC', 36.8, 0.52, 16, 'weekly', 'penny', 0.5, 1.1, 0.8], ['BABA', 158.9, 0.42, 13, 'weekly', 'penny', 2.5, 0.8, 0.3],
  ['NFLX', 1108.4, 0.32, 10, 'weekly', 'penny', 10, 1, 0.5], ['AVGO', 352.7, 0.4, 14, 'weekly', 'penny', 5, 1.3, 1.2],
  ['SMCI', 41.6, 0.72, 13, 'weekly', 'penny', 0.5, 1.5, 1.4], ['HOOD', 132.4, 0.62, 14, 'weekly', 'penny', 1, 1.7, 0.6],
  ['SOFI', 28.7, 0.6, 12, 'weekly', 'penny', 0.5, 1.5, 0.3], ['F', 12.9, 0.32, 7, 'weekly', 'penny', 0.5, 1, 0],
  ['BAC', 52.3, 0.24, 8, 'weekly', 'penny', 1, 1, 0], ['JPM', 309.6, 0.22, 7, 'weekly', 'penny', 2.5, 1, 0],
  ['C', 101.2, 0.27, 5, 'weekly', 'penny', 1, 1.1, 0], ['GS', 792.5, 0.25, 4, 'weekly', 'penny', 5, 1.1, 0],
  ['XOM', 114.8, 0.21, 6, 'weekly', 'penny', 1, 0.6, 0], ['CVX', 155.4, 0.21, 4, 'weekly', 'penny', 2.5, 0.6, 0],
  ['OXY', 43.1, 0.29, 4, 'weekly', 'penny', 1, 0.7, 0], ['BA', 201.7, 0.3, 6, 'weekly', 'penny', 2.5, 1, 0],
  ['DIS', 112.6, 0.25, 6, 'weekly', 'penny', 1, 0.9, 0], ['UBER', 92.8, 0.33, 6, 'weekly', 'penny', 1, 1.1, 0.2],
  ['SHOP', 161.5, 0.48, 5, 'weekly', 'penny', 2.5, 1.4, 0.7], ['CRM', 246.9, 0.3, 5, 'weekly', 'penny', 2.5, 1, 0.7],
  ['ORCL', 236.4, 0.42, 9, 'weekly', 'penny', 2.5, 1.1, 1], ['MU', 228.3, 0.5, 10, 'weekly', 'penny', 2.5, 1.3, 1.3],
  ['QCOM', 172.1, 0.32, 4, 'weekly', 'penny', 2.5, 1.2, 0.9], ['TSM', 288.2, 0.34, 6, 'weekly', 'penny', 5, 1.1, 1],
  ['LLY', 962.7, 0.32, 5, 'weekly', 'penny', 10, 0.6, 0], ['UNH', 331.5, 0.33, 7, 'weekly', 'penny', 5, 0.6, 0],
  ['PFE', 24.9, 0.24, 4, 'weekly', 'penny', 0.5, 0.6, 0], ['JNJ', 196.8, 0.17, 3, 'weekly', 'penny', 2.5, 0.5, 0],
  ['WMT', 104.3, 0.2, 5, 'weekly', 'penny', 1, 0.6, 0], ['COST', 921.6, 0.21, 4, 'weekly', 'penny', 5, 0.8, 0],
  ['NKE', 64.7, 0.31, 4, 'weekly', 'penny', 1, 0.9, 0], ['SBUX', 85.4, 0.27, 3, 'weekly', 'penny', 1, 0.8, 0],
  ['T', 25.6, 0.2, 3, 'weekly', 'penny', 0.5, 0.5, 0], ['BRK.B', 502.3, 0.16, 3, 'weekly', 'nickel', 5, 0.7, 0],
  ['GLD', 376.5, 0.2, 12, 'weekly', 'penny', 1, 0.1, 0], ['SLV', 46.2, 0.36, 10, 'weekly', 'penny', 0.5, 0.2, 0],
  ['TLT', 89.4, 0.13, 9, 'weekly', 'penny', 0.5, -0.2, 0], ['HYG', 80.6, 0.06, 4, 'weekly', 'penny', 0.5, 0.3, 0],
  ['XLF', 53.2, 0.17, 5, 'weekly', 'penny', 0.5, 1, 0], ['XLE', 90.7, 0.22, 4, 'weekly', 'penny', 1, 0.7, 0],
  ['EEM', 54.1, 0.18, 4, 'weekly', 'penny', 0.5, 0.8, 0.1], ['FXI', 40.2, 0.28, 4, 'weekly', 'penny', 0.5, 0.6, 0.1],
  ['RIVN', 14.8, 0.6, 4, 'weekly', 'penny', 0.5, 1.4, 0.3], ['NDX', 25610, 0.18, 4, 'weekly', 'nickel', 50, 1.1, 0.45],
  ['CVNA', 336.9, 0.6, 4, 'weekly', 'nickel', 5, 1.6, 0.2], ['GME', 22.7, 0.5, 5, 'weekly', 'penny', 0.5, 0.9, 0],
];

const ROOTS: Readonly<Record<string, readonly [monthly: string, other: string]>> = {
  SPX: ['SPX', 'SPXW'], VIX: ['VIX', 'VIXW'], NDX: ['NDX', 'NDXP'], 'BRK.B': ['BRKB', 'BRKB'],
};
const AT_CBOE = new Set(['SPX', 'VIX']);
const LATE = new Set(['SPX', 'SPY', 'QQQ', 'IWM', 'VIX', 'NDX', 'GLD', 'SLV', 'TLT', 'HYG', 'XLF', 'XLE', 'EEM', 'FXI']);

/** The underlyings of the demo market, hottest about first. */
export const UNIVERSE: readonly Underlying[] = LINES.map(([ticker, spot, vol, heat, listing, ticks, step, beta, tech]) => {
  const [root, weeklyRoot] = ROOTS[ticker] ?? [ticker, ticker];
  return {
    ticker, root, weeklyRoot, spot, vol, heat, listing, ticks, step, beta, tech,
    single: AT_CBOE.has(ticker), late: LATE.has(ticker), id: hashText(ticker),
  };
});
