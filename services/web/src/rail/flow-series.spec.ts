import { describe, expect, it } from '@jest/globals';
import { FlowSeries } from './flow-series.ts';

const columns = ['underlying', 'minute', 'spot', 'calls.ask.premium', 'calls.bid.premium', 'puts.ask.premium', 'puts.bid.premium'];

describe('the flow series', () => {
  it('cumulates net premium and lets later rows of a minute replace earlier ones', () => {
    const series = new FlowSeries('NVDA');
    series.take({ columns, rows: [['NVDA', 60_000, 178, 100, 40, 10, 30], ['AMD', 60_000, 1, 9, 9, 9, 9]], whole: true });
    series.take({ columns, rows: [['NVDA', 120_000, 179, 5, 0, 0, 0], ['NVDA', 60_000, 178, 200, 40, 10, 30]], whole: false });
    expect(series.cumulated()).toEqual({
      calls: [{ time: 60, value: 160 }, { time: 120, value: 165 }],
      puts: [{ time: 60, value: -20 }, { time: 120, value: -20 }],
      spot: [{ time: 60, value: 178 }, { time: 120, value: 179 }],
    });
  });

  it('sums up the volume of every side', () => {
    const series = new FlowSeries('*');
    const wide = ['underlying', 'minute', 'calls.ask.premium', 'calls.ask.volume', 'calls.package.volume', 'puts.mid.volume'];
    series.take({ columns: wide, rows: [[null, 60_000, 10, 5, 6, 7], [null, 120_000, 1, 1, 0, 0]], whole: true });
    expect(series.totals()).toEqual({ calls: 11, puts: 0, callVolume: 12, putVolume: 7 });
  });
});
