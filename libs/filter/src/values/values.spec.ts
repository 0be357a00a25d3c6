import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dateOfCell, formatDate, parseDate, parseInstant } from './date.ts';
import { secondsOfDay } from './new-york.ts';
import { parseNumber } from './number.ts';
import { formatTime, parseTime } from './time.ts';

describe('numbers', () => {
  it('take suffixes exactly', () => {
    expect(['1.1M', '4.35k', '2B', '-.5', '$250k', '5%', '1e3', '1.5e-3k', '+7', '-0'].map(parseNumber)).toEqual([1_100_000, 4350, 2e9, -0.5, 250_000, 5, 1000, 1.5, 7, 0]);
    expect(['', '.', 'k', '1kk', '1,000', 'NaN', 'Infinity', '1e999', '0x10', '1..2', '--1'].map(parseNumber)).toEqual(Array.from({ length: 11 }));
  });

  it('survive their shortest spelling', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => parseNumber(String(value)) === value));
  });
});

describe('dates and times', () => {
  it('exist on the calendar', () => {
    expect(['2028-02-29', '20260101', '2026-02-29', '2026-13-01', '2026-1-1', '26-01-01'].map((text) => parseDate(text))).toEqual([20280229, 20260101, undefined, undefined, undefined, undefined]);
    expect(formatDate(20260105)).toBe('2026-01-05');
    expect([dateOfCell('2026-12-18'), dateOfCell('x')]).toEqual([20261218, NaN]);
  });

  it('survive their spelling to the microsecond', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 86_400_000_000 - 1 }), (micros) => parseTime(formatTime(micros / 1e6))?.seconds === micros / 1e6));
  });

  it('are New York\'s, as the runtime\'s own time zone data has it', () => {
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2007, 0, 1, 6) / 1000, max: Date.UTC(2040, 0, 1) / 1000 }), (second) => {
        expect(formatTime(secondsOfDay(second * 1000)).padEnd(8, ':00')).toBe(clock.format(second * 1000));
      }),
    );
  });

  it('without a zone are read as New York\'s', () => {
    expect(parseInstant('2026-07-01T09:30')).toBe(Date.UTC(2026, 6, 1, 13, 30));
    expect(parseInstant('2026-12-18')).toBe(Date.UTC(2026, 11, 18, 5));
    expect(parseInstant('2026-12-18T09:30:00.000250-05:00')).toBe(Date.UTC(2026, 11, 18, 14, 30) + 0.25);
    expect(parseInstant('2026-03-08T03:00')).toBe(Date.UTC(2026, 2, 8, 7));
    expect(parseInstant('2026-11-01T03:00')).toBe(Date.UTC(2026, 10, 1, 8));
  });
});
