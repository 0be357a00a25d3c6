import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS } from '@tapewire/contracts';
import { printReader } from './print.ts';
import { pulseOf } from './pulse.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));

describe('the pulse of a tape', () => {
  it('sets calls against puts and bullish against bearish, without what was cancelled', () => {
    const cancelled = read(sampleTrade(0, 4, { premium: 900, size: 9 }));
    const prints = [
      { ...read(sampleTrade(0, 5, { premium: 900, size: 9 })), kind: 'cancel', ref: cancelled.id },
      cancelled,
      read(sampleTrade(0, 3, { premium: 300, size: 3, right: 'C', sentiment: 'bullish', flags: ['sweep'] })),
      read(sampleTrade(0, 2, { premium: 50, size: 6, right: 'P', sentiment: 'bearish', flags: [] })),
      read(sampleTrade(0, 1, { premium: 50, size: 0, right: 'P', sentiment: 'neutral', flags: [] })),
    ];
    expect(pulseOf(prints)).toEqual({ calls: 300, puts: 100, bullish: 0.75, bearish: 0.125, neither: 0.125, putCall: 2, sweeps: 300, prints: 3, since: prints[4]?.ts });
  });

  it('knows no put/call without calls, and adds up an empty tape to nothing', () => {
    expect(pulseOf([])).toMatchObject({ calls: 0, bullish: 0, putCall: undefined, prints: 0 });
  });
});
