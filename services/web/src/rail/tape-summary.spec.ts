import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { printReader } from '../tape/print.ts';
import { sumBy, sumsOfMarket } from './tape-summary.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));

describe('the summary of a tape', () => {
  it('adds premium by ticker, calls and puts, and how it leans', () => {
    const prints = [
      read(sampleTrade(0, 1, { premium: 100 })),
      read(sampleTrade(0, 2, { premium: 40, right: 'P', sentiment: 'bearish' })),
      read(sampleTrade(0, 3, { underlying: 'AMD', premium: 500, sentiment: 'neutral' })),
      read(sampleTrade(0, 4, { underlying: 'AMD', premium: 500, kind: 'cancel' })),
    ];
    expect(sumBy('ticker', prints, 5)).toEqual([
      { key: 'AMD', premium: 500, calls: 500, puts: 0, lean: 0, prints: 1 },
      { key: 'NVDA', premium: 140, calls: 100, puts: 40, lean: 60, prints: 2 },
    ]);
  });

  it('adds up by contract and by sector too, leaving out what has none', () => {
    const prints = [{ ...read(sampleTrade(0, 1, { premium: 100 })), contract: 'X', sector: 'energy' }, { ...read(sampleTrade(0, 2, { premium: 40 })), contract: 'X', sector: null }];
    expect(sumBy('contract', prints, 5)).toMatchObject([{ key: 'X', premium: 140, prints: 2 }]);
    expect(sumBy('sector', prints, 5)).toMatchObject([{ key: 'energy', premium: 100, prints: 1 }]);
  });

  it('reads the gateway’s ranking by its columns', () => {
    const columns = ['underlying', 'premium', 'count', 'net', 'calls.net', 'puts.net'];
    expect(sumsOfMarket({ columns, rows: [['SPX', 900, 3, -50, 100, 150]] })).toEqual([{ key: 'SPX', premium: 900, calls: 100, puts: 150, lean: -50, prints: 3 }]);
  });
});
