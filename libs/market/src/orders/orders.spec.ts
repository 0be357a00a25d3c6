import { describe, expect, test } from '@jest/globals';
import type { ContractSymbol, Trade } from '@tapewire/contracts';
import { CALL, Desk, TEN } from '../../test/desk.ts';

const CALL_210 = 'NVDA261204C00210000' as ContractSymbol;
const NEXT_MONTH = 'NVDA270115C00208000' as ContractSymbol;

describe('a sweep', () => {
  test('is one order over exchanges when prints are marked as intermarket sweep', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    const prints = [
      desk.print(50, 1.05, { at: 1, exchange: 'C', conditions: ['S'] }),
      desk.print(30, 1.05, { at: 3, exchange: 'X', conditions: ['S'] }),
      desk.print(20, 1.06, { at: 5, exchange: 'N', conditions: ['S'] }),
    ];
    expect(prints.map((t) => t.flags)).toEqual([['iso', 'sweep'], ['iso', 'sweep'], ['iso', 'sweep']]);
    expect(prints.map((t) => t.side)).toEqual(['ask', 'ask', 'aboveAsk']);
    expect(prints[2]?.order).toEqual({ id: prints[0]?.id, prints: 3, exchanges: 3, size: 100, premium: 10_520 });
  });

  const several = (desk: Desk, from: number): Trade[] => {
    desk.quote(1, 1.05, from);
    const print = (at: number, exchange: string): Trade => {
      const { contract, price, size, tsNs } = desk.terms(50, 1.05, { at: from + at });
      const [trade] = desk.give({ kind: 'trade', contract, price, size, tsNs, exchange }).trades;
      if (trade === undefined) throw new Error('no trade');
      return trade;
    };
    return [print(1, 'C'), print(200, 'X'), print(400, 'N')];
  };

  test('is inferred from several exchanges only where the feed knows no conditions', () => {
    const without = new Desk();
    without.lacks('conditions');
    expect(several(without, 0).map((t) => t.flags)).toEqual([[], ['sweep'], ['sweep']]);
    expect(several(new Desk(), 0).map((t) => t.flags)).toEqual([[], [], []]);
  });

  test('is not inferred in the first seconds of the session', () => {
    const desk = new Desk();
    desk.lacks('conditions');
    const open = -30 * 60_000;
    expect(several(desk, open + 2_000).map((t) => t.flags)).toEqual([[], [], []]);
    expect(several(desk, open + 6_000).map((t) => t.flags)).toEqual([[], ['sweep'], ['sweep']]);
  });
});

describe('an order of one contract', () => {
  test('is a split when its prints are on one exchange', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    expect([1, 2, 3].map((at) => desk.print(10, 1.05, { at }).flags)).toEqual([[], ['split'], ['split']]);
  });

  test('ends with a pause of more than half a second, with a change of side, and after five seconds', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    const ids = [0, 400, 901].map((at) => desk.print(10, 1.05, { at }).order?.id);
    expect([ids[1] === ids[0], ids[2] === ids[0]]).toEqual([true, false]);
    expect(desk.print(10, 1, { at: 902 }).order?.id).not.toBe(ids[2]);
    const long = Array.from({ length: 15 }, (_, i) => desk.print(1, 1.05, { at: 10_000 + i * 400 }).order?.id);
    expect(new Set(long).size).toBe(2);
  });

  test('is closed by the clock where nothing trades', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    desk.print(10, 1.05);
    desk.clock(60_000);
    const orders = [...desk.tape.snapshot()].find((chunk) => chunk.key === 'orders2');
    expect(orders?.bytes).toBe(`[${(TEN + 60_000) / 1000},[],[],[]]`);
  });

  test('shows what Unusual Whales calls a repeated hit: more than 5 trades within 100 ms for more than $10K', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    const last = [0, 10, 30, 50, 70, 90].map((at) => desk.print(20, 1.05, { at })).at(-1);
    expect(last?.order).toMatchObject({ prints: 6, premium: 12_600 });
  });

  test('late and compression prints join none', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    for (const condition of ['B', 'D', 'F', 'H', 'u']) expect(desk.print(10, 1.05, { conditions: [condition] })).not.toHaveProperty('order');
  });
});

test('the fourth order of $10,000 on one side of a contract within ten minutes is a repeat', () => {
  const desk = new Desk();
  desk.quote(1, 1.05);
  const minutes = [0, 2, 4, 5, 16];
  const flags = minutes.map((minute) => desk.print(100, 1.05, { at: minute * 60_000 }).flags.includes('repeat'));
  expect(flags).toEqual([false, false, false, true, false]);
});

test('a small order does not count towards repeats until it has grown', () => {
  const desk = new Desk();
  desk.quote(1, 1.05);
  for (const at of [0, 60_000, 120_000]) desk.print(100, 1.05, { at });
  expect(desk.print(50, 1.05, { at: 180_000 }).flags).not.toContain('repeat');
  expect(desk.print(50, 1.05, { at: 180_100 }).flags).toContain('repeat');
});

describe('a cross', () => {
  test('of one leg is an order of its own and no package, whatever else crosses at that time', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    const trades = [
      desk.print(10, 1.02, { at: 1 }),
      desk.print(100, 1.02, { at: 2, conditions: ['c'] }),
      desk.print(100, 1.02, { at: 2, conditions: ['c'], contract: CALL_210 }),
    ];
    expect(trades.map(({ order }) => [order?.prints, order?.size, order?.legs])).toEqual([[1, 10, undefined], [1, 100, undefined], [1, 100, undefined]]);
  });

  test('that is marked as intermarket sweep is a sweep, as for Unusual Whales and Barchart (SLCI)', () => {
    expect(new Desk().print(100, 1.02, { conditions: ['d'] }).flags).toEqual(['iso', 'sweep', 'cross']);
  });
});

describe('a package', () => {
  test('takes legs of one underlying, exchange and condition at one time, with strategy and net', () => {
    const desk = new Desk();
    desk.quote(4.9, 5, 0, CALL);
    desk.quote(2, 2.1, 0, CALL_210);
    const first = desk.print(100, 5, { at: 1, conditions: ['f'] });
    const second = desk.print(100, 2, { at: 1, conditions: ['f'], contract: CALL_210 });
    expect(first).toMatchObject({ flags: ['multileg'], sentiment: 'neutral', order: { prints: 1, legs: [CALL], net: 50_000 } });
    expect(second.order).toEqual({
      id: first.id, prints: 2, exchanges: 1, size: 200, premium: 70_000, legs: [CALL, CALL_210], strategy: 'vertical', net: 30_000,
    });
  });

  test('keeps apart what printed elsewhere, under another condition or later', () => {
    const desk = new Desk();
    const first = desk.print(100, 5, { at: 1, conditions: ['f'] });
    const others = [
      desk.print(100, 2, { at: 1, conditions: ['f'], contract: CALL_210, exchange: 'X' }),
      desk.print(100, 2, { at: 1, conditions: ['g'], contract: CALL_210 }),
      desk.print(100, 2, { at: 30, conditions: ['f'], contract: CALL_210 }),
    ];
    for (const other of others) expect(other.order?.id).not.toBe(first.order?.id);
  });

  test('has no net when a leg’s direction is not known', () => {
    const desk = new Desk();
    desk.quote(4.9, 5);
    desk.print(100, 5, { at: 1, conditions: ['f'] });
    expect(desk.print(100, 2, { at: 1, conditions: ['f'], contract: CALL_210 }).order).not.toHaveProperty('net');
  });

  test('is inferred at one nanosecond in one size where the feed knows no conditions', () => {
    const desk = new Desk();
    desk.lacks('conditions');
    const print = (contract: ContractSymbol, size: number): Trade | undefined =>
      desk.give({ kind: 'trade', contract, price: 2, size, exchange: 'C', tsNs: `${TEN + 1}000123` }).trades[0];
    expect(print(CALL, 40)?.flags).toEqual([]);
    expect(print(CALL_210, 30)?.flags).toEqual([]);
    expect(print(CALL_210, 40)).toMatchObject({ flags: ['multileg'], order: { legs: [CALL, CALL_210], strategy: 'vertical' } });
  });

  test('loses a cancelled leg without touching the order in which its first leg began', () => {
    const desk = new Desk();
    desk.lacks('conditions');
    desk.quote(1.9, 2);
    const print = (contract: ContractSymbol, at: number): Trade | undefined =>
      desk.give({ kind: 'trade', contract, price: 2, size: 40, exchange: 'C', tsNs: `${TEN + at}000123` }).trades[0];
    print(CALL, 1);
    print(CALL_210, 1);
    desk.give({ kind: 'cancel', contract: CALL_210, price: 2, size: 40, exchange: 'C', tsNs: `${TEN + 2}000123` });
    expect(print(CALL, 3)?.order).toMatchObject({ prints: 2, size: 80, premium: 16_000 });
  });

  test('is a roll when the later expiration certainly opens', () => {
    const desk = new Desk();
    desk.openInterest(5000, CALL);
    desk.openInterest(10, NEXT_MONTH);
    desk.print(100, 5, { at: 1, conditions: ['f'] });
    expect(desk.print(100, 9, { at: 1, conditions: ['f'], contract: NEXT_MONTH }).order?.strategy).toBe('roll');
  });
});
