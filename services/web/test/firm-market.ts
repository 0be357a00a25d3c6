import type { FirmPrint } from '@tapewire/feeds/testing';

/** 10:42:00 in New York on Friday 20 November 2026. */
export const TEN_42 = Date.UTC(2026, 10, 20, 15, 42);

/** An OSI symbol; `exp` is yymmdd. */
export const contract = (root: string, exp: string, right: 'C' | 'P', strike: number): string => `${root}${exp}${right}${String(strike * 1000).padStart(8, '0')}`;
const NVDA = contract('NVDA', '261127', 'C', 195);
const quoted = { bid: 4.9, ask: 5, spot: 190, exchange: 'C' } as const;
/** A print at the ask, but for what is given. */
export const print = (symbol: string, parts: Partial<FirmPrint>): FirmPrint => ({ symbol, price: 5, size: 1, ts: TEN_42, ...quoted, ...parts });
/** A sweep over three exchanges within a few milliseconds. */
const sweep = (symbol: string, size: number, ts: number, price = 5): FirmPrint[] =>
  ['C', 'X', 'N'].map((exchange, i) => print(symbol, { size, price, exchange, conditions: ['S'], ts: ts + i * 2 }));

/** What has printed before the trader comes: sweeps in NVDA and beside it, two lines of AMD, a spread in AAPL. */
export const morning = (): readonly FirmPrint[] => [
  ...sweep(NVDA, 800, TEN_42 - 60_000),
  ...sweep(contract('NVDA', '270115', 'C', 195), 800, TEN_42 - 50_000),
  ...sweep(contract('TSLA', '261127', 'C', 420), 800, TEN_42 - 40_000),
  ...sweep(NVDA, 8, TEN_42 - 30_000),
  print(NVDA, { size: 3000, ts: TEN_42 - 20_000, conditions: ['I'] }),
  ...['C', 'P'].flatMap((right) => Array.from({ length: 20 }, (_, i) => print(contract('AMD', '261218', right === 'C' ? 'C' : 'P', 230), { size: i + 1, ts: TEN_42 + i * 1000, price: 4.9 }))),
  print(contract('AAPL', '261218', 'C', 270), { size: 100, ts: TEN_42 + 30_000, conditions: ['f'] }),
  print(contract('AAPL', '261218', 'C', 280), { size: 100, price: 4.9, ts: TEN_42 + 30_001, conditions: ['f'] }),
];
