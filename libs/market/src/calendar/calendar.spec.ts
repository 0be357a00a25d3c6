import { describe, expect, test } from '@jest/globals';
import { newYorkOffset } from '@tapewire/contracts';
import { DAY_MS, dayNumber, isoDate, parseIsoDate, weekday } from './dates.ts';
import { expirationKind, expirationType, settlementInstant, settlementOf } from './expirations.ts';
import { isHalfDay, isTradingDay } from './holidays.ts';
import { newYorkInstant } from './new-york.ts';
import { SessionClock, sessionClass } from './sessions.ts';

const day = (text: string): number => parseIsoDate(text) ?? NaN;
const weekdaysOf = (year: number): number[] => {
  const days: number[] = [];
  for (let d = dayNumber(year, 1, 1); d < dayNumber(year + 1, 1, 1); d += 1) if (weekday(d) % 6 !== 0) days.push(d);
  return days;
};

test('New York time agrees with the time zone database on every day from 2007 to 2035, and in the hours around each change', () => {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', timeZoneName: 'longOffset', hour: 'numeric' });
  const offset = (ts: number): number => {
    const text = format.formatToParts(ts).find((part) => part.type === 'timeZoneName')?.value ?? '';
    return Number(text.slice(3, 6)) * 3_600_000;
  };
  for (let ts = Date.UTC(2007, 0, 1, 12); ts < Date.UTC(2036, 0, 1); ts += DAY_MS) {
    if (newYorkOffset(ts) !== offset(ts)) throw new Error(`offset of ${new Date(ts).toISOString()}`);
    if (newYorkOffset(ts) === newYorkOffset(ts - DAY_MS)) continue;
    for (let hour = ts - DAY_MS; hour < ts; hour += 1_800_000) {
      if (newYorkOffset(hour) !== offset(hour)) throw new Error(`offset of ${new Date(hour).toISOString()}`);
    }
  }
  expect(newYorkInstant(day('2026-03-09'), 570)).toBe(Date.UTC(2026, 2, 9, 13, 30));
});

describe('holidays', () => {
  // Published by NYSE and Cboe; the whole of 2007–2027 was compared with the exchange_calendars library (XNYS).
  test.each([
    [2012, '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25', '07-03 11-23 12-24'],
    [2018, '01-01 01-15 02-19 03-30 05-28 07-04 09-03 11-22 12-05 12-25', '07-03 11-23 12-24'],
    [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', '11-26'],
    [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', '11-25'],
    [2024, '01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25', '07-03 11-29 12-24'],
    [2025, '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25', '07-03 11-28 12-24'],
    [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', '11-27 12-24'],
    [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', '11-26'],
    [2028, '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  ])('of %d are those published', (year, closed, half) => {
    const dates = (days: number[]): string => days.map((d) => isoDate(d).slice(5)).join(' ');
    expect(dates(weekdaysOf(year).filter((d) => !isTradingDay(d)))).toBe(closed);
    expect(dates(weekdaysOf(year).filter(isHalfDay))).toBe(half);
  });
});

describe('trade date and session', () => {
  const clock = new SessionClock();
  const at = (root: string, date: string, hours: number, minutes: number): string => {
    const { tradeDate, session } = clock.at(newYorkInstant(day(date), hours * 60 + minutes), sessionClass(root));
    return `${tradeDate} ${session ?? '-'}`;
  };

  test.each([
    ['AAPL', '2026-11-20', 9, 29, '2026-11-20 -'],
    ['AAPL', '2026-11-20', 9, 30, '2026-11-20 rth'],
    ['AAPL', '2026-11-20', 16, 0, '2026-11-20 rth'],
    ['AAPL', '2026-11-20', 16, 1, '2026-11-20 -'],
    ['SPY', '2026-11-20', 16, 14, '2026-11-20 rth'],
    ['SPY', '2026-11-20', 16, 16, '2026-11-20 -'],
    ['AAPL', '2026-11-27', 13, 1, '2026-11-27 -'],
    ['SPY', '2026-11-27', 13, 14, '2026-11-27 rth'],
    ['SPXW', '2026-11-20', 2, 0, '2026-11-20 gth'],
    ['SPXW', '2026-11-20', 16, 14, '2026-11-20 rth'],
    ['SPXW', '2026-11-20', 16, 30, '2026-11-20 curb'],
    ['SPXW', '2026-11-19', 20, 15, '2026-11-20 gth'],
    ['SPXW', '2026-11-20', 17, 0, '2026-11-20 curb'],
    ['SPXW', '2026-11-20', 20, 15, '2026-11-23 -'], // the night session of Monday begins on Sunday evening
    ['SPXW', '2026-11-22', 20, 15, '2026-11-23 gth'],
    ['GLD1', '2026-11-20', 16, 10, '2026-11-20 rth'],
    ['SPXW', '2026-11-22', 21, 0, '2026-11-23 gth'],
    ['SPX', '2026-11-25', 20, 30, '2026-11-27 gth'],
    ['VIX', '2016-06-24', 2, 0, '2016-06-24 -'],
    ['VIX', '2016-06-24', 4, 0, '2016-06-24 gth'],
    ['SPX', '2021-12-01', 16, 30, '2021-12-01 -'],
    ['SPX', '2014-06-06', 4, 0, '2014-06-06 -'],
    ['AAPL', '2026-11-26', 12, 0, '2026-11-27 -'],
  ])('%s on %s at %d:%d is %s', (root, date, hours, minutes, expected) => {
    expect(at(root, date, hours, minutes)).toBe(expected);
  });
});

describe('expirations', () => {
  test.each([
    ['2014-06-21', 15, 'monthly'], // the Saturday after the third Friday
    ['2014-06-13', 7, 'weekly'],
    ['2014-07-03', 27, 'weekly'], // a Thursday before Independence Day
    ['2016-01-15', 588, 'leap'],
    ['2026-12-18', 26, 'monthly'],
    ['2025-04-17', 10, 'monthly'], // Good Friday is the third Friday
    ['2026-06-18', 10, 'monthly'], // Juneteenth is
    ['2026-12-31', 26, 'quarterly'],
    ['2026-11-24', 1, 'daily'],
    ['2026-11-27', 1, 'weekly'],
  ])('%s with %d days left is %s', (exp, left, type) => {
    expect(expirationType(expirationKind(day(exp), 'SPY'), left)).toBe(type);
  });

  test('of VIX are monthly or weekly by root, since they are on Wednesdays', () => {
    expect(['VIX', 'VIXW', 'SPXW'].map((root) => expirationKind(day('2026-12-16'), root))).toEqual(['monthly', 'weekly', 'daily']);
  });

  test('settlement is the close of the last trading day, or the open for index options that settle in the morning', () => {
    expect(settlementInstant(day('2026-11-20'), 'pm')).toBe(Date.UTC(2026, 10, 20, 21));
    expect(settlementInstant(day('2026-11-27'), 'pm')).toBe(Date.UTC(2026, 10, 27, 18));
    expect(settlementInstant(day('2014-06-21'), 'pm')).toBe(Date.UTC(2014, 5, 20, 20));
    expect(settlementInstant(day('2026-12-18'), settlementOf('SPX'))).toBe(Date.UTC(2026, 11, 18, 14, 30));
    expect(settlementOf('SPXW')).toBe('pm');
  });
});

test('dates that do not exist are refused', () => {
  expect(parseIsoDate('2026-02-29')).toBeUndefined();
  expect(parseIsoDate('2024-02-29')).toBe(dayNumber(2024, 2, 29));
  expect(isoDate(dayNumber(1969, 12, 31))).toBe('1969-12-31');
});
