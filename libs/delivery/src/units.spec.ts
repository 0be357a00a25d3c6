import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TapewireError } from '@tapewire/contracts';
import { BatchWindow } from './batch-window.ts';
import { Heads } from './heads.ts';
import { OutgoingBuffer } from './outgoing-buffer.ts';
import { DEFAULT_PLANS, parsePlans } from './plans.ts';
import { SymbolHeat } from './symbol-heat.ts';
import { TokenBucket } from './token-bucket.ts';

describe('Heads', () => {
  test('any mix of repeated, overlapping and missing batches is taken once, in order, or seen as a hole', () => {
    const batch = fc.tuple(fc.integer({ min: -1, max: 30 }), fc.integer({ min: 1, max: 5 }));
    fc.assert(fc.property(fc.array(batch, { maxLength: 60 }), (batches) => {
      const heads = new Heads([-1]);
      const taken: number[] = [];
      for (const [prev, length] of batches) {
        const to = prev + length;
        const before = heads.of(0);
        const offer = heads.judge(0, prev, to);
        expect(offer).toBe(to <= before ? 'old' : prev > before ? 'hole' : 'next');
        if (offer !== 'next') continue;
        for (let off = before + 1; off <= to; off++) taken.push(off);
        heads.advance(0, to);
      }
      expect(taken).toEqual(Array.from({ length: heads.of(0) + 1 }, (_, i) => i));
    }));
  });

  test('a head never goes back, and a copy does not follow it', () => {
    const heads = new Heads([5, -1]);
    const copy = heads.all();
    heads.advance(0, 3);
    heads.advance(1, 2);
    expect([heads.all(), copy]).toEqual([[5, 2], [5, -1]]);
  });
});

describe('BatchWindow', () => {
  test('follows the share of time that delivery takes, within its bounds, and forgets a burst within seconds', () => {
    const window = new BatchWindow({ min: 5, max: 100, calmShare: 0.1, busyShare: 0.5 }, 0);
    let now = 0;
    /** Delivery takes `share` of every 10 ms for two seconds. */
    const run = (share: number): number => {
      for (let i = 0; i < 200; i++) window.observe(share * 10, (now += 10));
      return window.ms;
    };
    expect(run(0.05)).toBe(5);
    const some = run(0.2);
    const more = run(0.35);
    expect(5 < some && some < more && more < 100).toBe(true);
    expect(run(0.9)).toBe(100);
    expect(run(0)).toBe(5);
  });

  test('a batch after a long silence does not wait longer for what was before it', () => {
    const window = new BatchWindow({ min: 5, max: 100, calmShare: 0.1, busyShare: 0.5 }, 0);
    for (let now = 10; now <= 2000; now += 10) window.observe(9, now);
    expect(window.ms).toBe(100);
    window.observe(1, 60_000);
    expect(window.ms).toBe(5);
  });
});

describe('TokenBucket', () => {
  test('never gives more than its rate and burst, however time is cut', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(200), fc.nat(50)), { maxLength: 100 }), (asks) => {
      const bucket = new TokenBucket(100, 20, 0);
      let now = 0;
      let taken = 0;
      for (const [wait, wanted] of asks) {
        now += wait;
        taken += bucket.take(wanted, now);
      }
      expect(taken).toBeLessThanOrEqual(20 + now / 10);
    }));
  });

  test('says how long to wait, and after that there is one', () => {
    const bucket = new TokenBucket(10, 1, 0);
    expect(bucket.take(1, 0)).toBe(1);
    const wait = bucket.waitFor(1, 0);
    expect(bucket.take(1, wait - 1)).toBe(0);
    expect(bucket.take(1, wait)).toBe(1);
  });
});

test('an outgoing buffer lags above its limit until it has come down to the lower one', () => {
  const buffer = new OutgoingBuffer({ high: 100, low: 20 });
  expect([50, 101, 99, 21, 20, 99].map((bytes) => buffer.observe(bytes))).toEqual(['flowing', 'lagging', 'lagging', 'lagging', 'drained', 'flowing']);
});

test('tickers are completed hottest first', () => {
  const heat = new SymbolHeat();
  for (const symbol of ['AAPL', 'AMD', 'AMD', 'NVDA', 'AMZN', 'AMD', 'AMZN']) heat.add(symbol);
  expect(heat.complete('A', 2)).toEqual(['AMD', 'AMZN']);
  expect(heat.complete('', 9)).toEqual(['AMD', 'AMZN', 'AAPL', 'NVDA']);
  expect(heat.complete('Z', 9)).toEqual([]);
});

describe('plans', () => {
  test('a plan has its own limits and the defaults for the rest', () => {
    expect(parsePlans({ plans: { slow: { delay: 1000 } } }).get('slow')).toMatchObject({ name: 'slow', delay: 1000, subscriptions: 50 });
    expect(DEFAULT_PLANS.get('delayed')?.delay).toBe(900_000);
  });

  test.each([
    [{ plans: { slow: { delay: -1 } } }, 'plans.slow.delay'],
    [{ plans: { slow: { dellay: 1 } } }, 'plans.slow'],
    [{}, 'plans'],
    [null, 'plans file'],
  ])('a file that can’t be used is refused by name: %j', (file, place) => {
    expect(() => parsePlans(file)).toThrow(TapewireError);
    expect(() => parsePlans(file)).toThrow(place);
  });
});
