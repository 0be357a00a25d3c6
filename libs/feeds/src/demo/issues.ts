import type { IssueType } from '@tapewire/contracts';

const SECTORS: Readonly<Record<string, readonly string[]>> = {
  semiconductors: ['NVDA', 'AMD', 'AVGO', 'INTC', 'MU', 'QCOM', 'TSM'],
  technology: ['AAPL', 'MSFT', 'PLTR', 'MSTR', 'SMCI', 'CRM', 'ORCL', 'SHOP'],
  communication: ['META', 'GOOGL', 'NFLX', 'DIS', 'T'],
  'consumer-discretionary': ['TSLA', 'AMZN', 'BABA', 'F', 'NKE', 'SBUX', 'RIVN', 'CVNA', 'GME'],
  'consumer-staples': ['WMT', 'COST'],
  financials: ['COIN', 'HOOD', 'SOFI', 'BAC', 'JPM', 'C', 'GS', 'BRK.B'],
  energy: ['XOM', 'CVX', 'OXY'],
  industrials: ['BA', 'UBER'],
  healthcare: ['LLY', 'UNH', 'PFE', 'JNJ'],
};

const KINDS: readonly (readonly [IssueType, readonly string[]])[] = [
  ['index', ['SPX', 'VIX', 'NDX']],
  ['etf', ['SPY', 'QQQ', 'IWM', 'GLD', 'SLV', 'TLT', 'HYG', 'XLF', 'XLE', 'EEM', 'FXI']],
  ['adr', ['BABA', 'TSM']],
];

const SECTOR_OF = new Map(Object.entries(SECTORS).flatMap(([sector, tickers]) => tickers.map((ticker) => [ticker, sector] as const)));
const KIND_OF = new Map(KINDS.flatMap(([kind, tickers]) => tickers.map((ticker) => [ticker, kind] as const)));

/** Kind and sector of an underlying of the demo market, as its reference data has them. */
export function issueOf(ticker: string): { readonly issueType: IssueType; readonly sector?: string } {
  const sector = SECTOR_OF.get(ticker);
  return { issueType: KIND_OF.get(ticker) ?? 'stock', ...(sector === undefined ? {} : { sector }) };
}
