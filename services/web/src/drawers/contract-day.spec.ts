import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { type ContractSymbol, TRADE_COLUMNS, type Trade, type TradeId } from '@tapewire/contracts';
import { printReader } from '../tape/print.ts';
import { legsOf, summarize } from './contract-day.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));
const print = (off: number, parts: Partial<Trade> = {}) => read(sampleTrade(0, off, parts));

describe('a contract’s day', () => {
  it('weighs sides by contracts', () => {
    const day = summarize([print(3, { side: 'mid', size: 25 }), print(2, { side: 'bid', size: 25 }), print(1, { side: 'ask', size: 50 })]);
    expect(day).toMatchObject({ prints: 3, contracts: 100, bought: 0.5, sold: 0.25, between: 0.25 });
  });

  it('leaves out what was cancelled', () => {
    const day = summarize([print(2, { kind: 'cancel', ref: '0-1' as TradeId, size: 50 }), print(1, { size: 50 }), print(0, { size: 7 })]);
    expect(day).toMatchObject({ prints: 1, contracts: 7 });
  });

  it('counts what a print was corrected to', () => {
    const day = summarize([print(2, { kind: 'correct', ref: '0-1' as TradeId, size: 50, corrected: { price: 1, size: 40, premium: 4000 } }), print(1, { size: 50 })]);
    expect(day).toMatchObject({ prints: 1, contracts: 40, premium: 4000 });
  });

  it('does not divide by nothing', () => {
    expect(summarize([])).toMatchObject({ prints: 0, bought: 0, between: 0, volume: null });
  });
});

describe('an order', () => {
  it('is told by its legs', () => {
    const other = 'NVDA261218C00190000' as ContractSymbol;
    const legs = legsOf([print(1, { exchange: 'C' }), print(2, { exchange: 'N' }), print(3, { contract: other, size: 20, premium: 100 })]);
    expect(legs.map(({ contract, prints, size, exchanges }) => [contract, prints, size, exchanges])).toEqual([
      ['NVDA261218C00180000', 2, 20, ['C', 'N']], [other, 1, 20, ['C']],
    ]);
  });
});
