import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { printReader } from '../tape/print.ts';
import { sumByTicker, sumsOfMarket } from './tape-summary.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));

describe('the summary of a tape', () => {
  it('adds premium by ticker, calls and puts, and how it leans', () => {
    const prints = [
      read(sampleTrade(0, 1, { premium: 100 })),
      read(sampleTrade(0, 2, { premium: 40, right: 'P', sentiment: 'bearish' })),
      read(sampleTrade(0, 3, { underlying: 'AMD', premium: 500, sentiment: 'neutral' })),
      read(sampleTrade(0, 4, { underlying: 'AMD', premium: 500, kind: 'cancel' })),
    ];
    expect(sumByTicker(prints, 5)).toEqual([
      { ticker: 'AMD', premium: 500, calls: 500, puts: 0, lean: 0, prints: 1 },
      { ticker: 'NVDA', premium: 140, calls: 100, puts: 40, lean: 60, prints: 2 },
    ]);
  });

  it('reads the gateway’s ranking by its columns', () => {
    const columns = ['underlying', 'premium', 'count', 'net', 'calls.net', 'puts.net'];
    expect(sumsOfMarket({ columns, rows: [['SPX', 900, 3, -50, 100, 150]] })).toEqual([{ ticker: 'SPX', premium: 900, calls: 100, puts: 150, lean: -50, prints: 3 }]);
  });
});
