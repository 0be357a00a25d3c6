import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isTradingDay, newYorkDay, newYorkMinutes } from '@tapewire/market';
import { SessionExpiry } from './session-expiry.ts';

const newYork = (text: string): number => Date.parse(`${text}-04:00`);
const expiryOf = (sessions: number, received: string): number => new SessionExpiry(sessions).at(newYork(received)) * 1000;

describe('the expiry of a trade', () => {
  test.each([
    [1, '2026-06-01T10:00', '2026-06-01T21:00', '2026-06-02T05:00'],
    [2, '2026-06-01T10:00', '2026-06-02T21:00', '2026-06-03T05:00'],
    [2, '2026-06-01T20:30', '2026-06-03T21:00', '2026-06-04T05:00'], // evening: the next session is the first
    [2, '2026-06-05T15:00', '2026-06-08T21:00', '2026-06-09T05:00'], // over a weekend
    [2, '2026-06-06T12:00', '2026-06-09T21:00', '2026-06-10T05:00'], // received on a Saturday
    [2, '2026-07-02T12:00', '2026-07-06T21:00', '2026-07-07T05:00'], // July 3 is the holiday
  ])('of %i sessions, received %s, lies between %s and %s', (sessions, received, from, to) => {
    expect(expiryOf(sessions, received)).toBeGreaterThanOrEqual(newYork(from));
    expect(expiryOf(sessions, received)).toBeLessThan(newYork(to));
  });

  const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });

  test('never falls into trading hours', () => {
    fc.assert(fc.property(instant, fc.integer({ min: 1, max: 10 }), (recvTs, sessions) => {
      const at = new SessionExpiry(sessions).at(recvTs) * 1000;
      const minutes = newYorkMinutes(at);
      expect(minutes >= 21 * 60 || minutes <= 5 * 60).toBe(true);
      expect(isTradingDay(newYorkDay(at - 6 * 3_600_000))).toBe(true);
      expect(at).toBeGreaterThan(recvTs);
    }));
  });

  test('never comes earlier for what was received later', () => {
    fc.assert(fc.property(instant, fc.nat(4 * 86_400_000), (recvTs, later) => {
      const expiry = new SessionExpiry(2);
      expect(expiry.at(recvTs + later)).toBeGreaterThanOrEqual(expiry.at(recvTs));
    }));
  });

  test('is spread over the night: no tenth of it holds more than a fifth of a day of even trading', () => {
    const open = newYork('2026-06-01T09:30');
    const expiry = new SessionExpiry(1);
    const tenths = new Array<number>(10).fill(0);
    const from = newYork('2026-06-01T21:00') / 1000;
    for (let minute = 0; minute < 390; minute++) {
      const tenth = Math.floor((expiry.at(open + minute * 60_000) - from) / 2880);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.max(...tenths)).toBeLessThan(390 / 5);
  });
});
