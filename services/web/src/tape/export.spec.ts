import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { inWords, toCsv } from './export.ts';
import { printReader } from './print.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));

describe('export', () => {
  it('writes one line a print with the contract and leaves what is not known empty', () => {
    const [header = '', line = ''] = toCsv([read(sampleTrade(0, 1, { flags: ['sweep', 'iso'], otm: -1.5 }))]).split('\n');
    const cells = Object.fromEntries(header.split(',').map((name, i) => [name, line.split(',')[i]]));
    expect(cells).toMatchObject({ id: '0-1', contract: 'NVDA261218C00180000', ticker: 'NVDA', premium: '4200', flags: 'sweep iso', otm: '-1.5', score: '' });
  });

  it('keeps a spreadsheet from running a cell', () => {
    expect(toCsv([read(sampleTrade(0, 1, { underlying: '=cmd|x' }))])).toContain("'=cmd|x");
  });

  it('says a print in words', () => {
    expect(inWords(read(sampleTrade(0, 1, { flags: ['sweep'] })))).toBe('NVDA 2026-12-18 180C 10 @ 4.20 at ask (4.10 × 4.20) $4,200 [sweep]');
  });
});
