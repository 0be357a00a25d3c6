import { describe, expect, it } from '@jest/globals';
import { count, duration, expiration, fixed, money, strike, timeOfDay, UNKNOWN } from './format.ts';

describe('formats of the tape', () => {
  it('writes money in a few characters and never rounds up into four digits', () => {
    expect([940, 1000, 42_130, 999_499, 999_500, 1_263_000, 12_600_000, 2.5e9].map(money)).toEqual([
      '940', '1.00K', '42.1K', '999K', '1.00M', '1.26M', '12.6M', '2.50B',
    ]);
    expect(money(-4200)).toBe('−4.20K');
  });

  it('shows what is not known as such, never as 0', () => {
    expect([money(null), fixed(null, 2), count(null)]).toEqual([UNKNOWN, UNKNOWN, UNKNOWN]);
  });

  it('writes strikes without needless decimals', () => {
    expect([180, 2.5, 177.25].map(strike)).toEqual(['180', '2.5', '177.25']);
  });

  it('shows the year of far expirations only', () => {
    expect([expiration('2026-12-18', 28), expiration('2028-01-21', 500)]).toEqual(['18 Dec', '21 Jan 28']);
  });

  it('tells New York’s time in winter and in summer', () => {
    expect(timeOfDay(Date.UTC(2026, 10, 20, 14, 30, 5), 'ny')).toBe('09:30:05');
    expect(timeOfDay(Date.UTC(2026, 6, 1, 14, 30, 5), 'ny')).toBe('10:30:05');
  });

  it('writes durations as people say them', () => {
    expect([4000, 200_000, 7_380_000].map(duration)).toEqual(['4s', '3m 20s', '2h 03m']);
  });
});
