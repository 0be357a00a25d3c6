import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextTick, parseTradeId, rankAt, rankOf, tradeId } from './positions.ts';

describe('trade ids', () => {
  test('an id names its partition and offset', () => {
    expect(parseTradeId('3-118')).toEqual({ p: 3, off: 118 });
  });

  test('every position survives being written as an id', () => {
    fc.assert(fc.property(fc.nat(1023), fc.nat(2 ** 40), (p, off) => {
      expect(parseTradeId(tradeId(p, off))).toEqual({ p, off });
    }));
  });

  test.each(['', '3', '3-', '-1-2', '3-1-2', 'a-b', '3-1x'])('%j is no id', (text) => {
    expect(parseTradeId(text)).toBeUndefined();
  });
});

describe('rank', () => {
  test('rises within a partition even when the clock stands still or turns back', () => {
    const first = nextTick(Date.UTC(2026, 0, 2), 0);
    const second = nextTick(Date.UTC(2026, 0, 2), first);
    const third = nextTick(Date.UTC(2026, 0, 1), second);
    expect([second - first, third - second]).toEqual([1, 1]);
  });

  test('is unique over partitions and stays a safe integer past the year 2040', () => {
    const tick = nextTick(Date.UTC(2040, 0, 1), 0);
    expect(rankOf(tick, 0)).not.toBe(rankOf(tick, 1023));
    expect(Number.isSafeInteger(rankOf(tick, 1023))).toBe(true);
  });

  test('rankAt is a lower bound for records received then', () => {
    const at = Date.UTC(2026, 5, 1, 14, 30);
    expect(rankOf(nextTick(at, 0), 0)).toBeGreaterThanOrEqual(rankAt(at));
  });
});
