import { describe, expect, test } from '@jest/globals';
import { toRow } from '@tapewire/contracts';
import { compilePredicate, parseFilter } from '@tapewire/filter';
import { CALL, Desk, PUT } from '../../test/desk.ts';

const passes = (text: string, trade: Parameters<typeof toRow>[0]): boolean => {
  const parsed = parseFilter(text);
  return parsed.ok && compilePredicate(parsed.filter)(toRow(trade));
};

describe('opening', () => {
  test.each([[140, true], [131, true], [130, false], [80, false]])(
    'with open interest 100 and 30 traded before, a print of %d is certain to open: %s', (size, opening) => {
      const desk = new Desk();
      desk.openInterest(100);
      desk.print(30, 1, { at: -60_000 });
      expect(desk.print(size, 1).flags.includes('opening')).toBe(opening);
    },
  );

  test('80 contracts there are “opening” by the formula of Unusual Whales and Barchart: size > OI − (volume − size)', () => {
    const [size, oi, volume] = [80, 100, 110];
    expect(size > oi - (volume - size)).toBe(true);
    expect(size > oi + (volume - size)).toBe(false);
  });

  test('is not said while open interest is not known', () => {
    expect(new Desk().print(5000, 1).flags).not.toContain('opening');
  });
});

describe('block', () => {
  test.each([
    ['500 at 4.00, $200,000', 500, 4, [], true],
    ['too few contracts', 249, 40, [], false],
    ['too little money', 1000, 0.5, [], false],
    ['an intermarket sweep', 500, 4, ['S'], false],
    ['a leg of a package', 500, 4, ['f'], false],
    ['a floor trade', 500, 4, ['e'], true],
  ])('%s', (_name, size, price, conditions, block) => {
    expect(new Desk().print(size, price, { conditions }).flags.includes('block')).toBe(block);
  });
});

describe('unusual', () => {
  const day = (oi: number, before: number): Desk => {
    const desk = new Desk();
    desk.openInterest(oi);
    desk.quote(1.4, 1.5);
    desk.print(before, 1.5, { at: -60_000 });
    return desk;
  };

  test('a $30,000 print that brings volume to 520 against open interest 400, 1.3 times', () => {
    const trade = day(400, 320).print(200, 1.5);
    expect(trade).toMatchObject({ volume: 520, volOi: 1.3, premium: 30_000 });
    expect(trade.flags).toContain('unusual');
  });

  test('a $1,500 print in the same contract is not, though Barchart lists the contract', () => {
    const trade = day(400, 510).print(10, 1.5);
    expect(trade).toMatchObject({ volume: 520, volOi: 1.3, premium: 1_500 });
    expect(trade.flags).not.toContain('unusual');
    expect(passes('volume>500 oi>100 price>0.10 volOi>=1.25', trade)).toBe(true);
  });

  test('Massive’s definition is a filter', () => {
    const massive = '(premium>=100k or size>=1000 or flag:iso) -flag:late -flag:compression';
    const desk = new Desk();
    expect(passes(massive, desk.print(1, 0.5, { conditions: ['S'] }))).toBe(true);
    expect(passes(massive, desk.print(1000, 0.01))).toBe(true);
    expect(passes(massive, desk.print(500, 2))).toBe(true);
    expect(passes(massive, desk.print(500, 2, { conditions: ['D'] }))).toBe(false);
    expect(passes(massive, desk.print(999, 0.01))).toBe(false);
  });
});

test.each([
  'order.exchanges>1', 'order.exchanges>1 order.premium>100k', 'flag:floor', 'flag:cross', 'fill<0.5', 'fill>0.5', 'fill=0.5', 'dte<=35 otm>=10', 'flag:golden',
  'score>=85', 'order.prints>5 order.premium>10k -flag:multileg,floor', 'size>oi', 'volume>oi', 'flag:sweep', 'flag:floor premium>=100k',
])('the filter %s, which stands for a rival’s word, is understood', (text) => {
  expect(parseFilter(text)).toMatchObject({ ok: true });
});

describe('golden', () => {
  const golden = (more: { oi?: number; price?: number; conditions?: readonly string[] } = {}) => {
    const desk = new Desk();
    desk.openInterest(more.oi ?? 800);
    desk.spot(200);
    desk.quote(8.8, 9);
    return desk.print(1200, more.price ?? 9, { conditions: more.conditions ?? ['S'] });
  };

  test('a sweep of 1,200 at 9.00 at the ask, $1.08M, with open interest 800; its score is 80', () => {
    const trade = golden();
    expect(trade).toMatchObject({ premium: 1_080_000, flags: ['iso', 'sweep', 'opening', 'unusual', 'golden', 'large'], dte: 14, otm: 4, score: 80, scoreVersion: 1 });
    expect(passes('order.premium>=1M volume>oi otm:-5..5', trade)).toBe(true);
  });

  test.each([
    ['sold at the bid', { price: 8.8 }], ['open interest above volume', { oi: 1300 }], ['no sweep', { conditions: [] }],
  ])('not when %s', (_name, more) => {
    expect(golden(more).flags).not.toContain('golden');
  });
});

describe('score', () => {
  test('adds 22.6 for premium, 15 for size, 12 for side, 15 for the sweep, 10 for opening and 5.4 for the bet', () => {
    const premium = (30 * Math.log(108)) / Math.log(500);
    expect(premium).toBeCloseTo(22.6, 1);
    expect(Math.round(premium + 15 + 12 + 15 + 10 + 5 * (1 - 14 / 45) + 2)).toBe(80);
  });

  test('is halved for packages and absent for late prints', () => {
    const desk = new Desk();
    desk.quote(4.9, 5);
    const plain = desk.print(500, 5, { at: 1 }).score ?? 0;
    expect(desk.print(500, 5, { at: 2_000, conditions: ['f'] }).score).toBeLessThan(plain);
    expect(desk.print(500, 5, { at: 3_000, conditions: ['D'] })).not.toHaveProperty('score');
  });
});

describe('sentiment', () => {
  test.each([
    ['a call at the ask', CALL, 1.05, 'bullish'], ['a call at the bid', CALL, 1, 'bearish'], ['a put at the ask', PUT, 1.05, 'bearish'],
    ['a put at the bid', PUT, 1, 'bullish'], ['a call between', CALL, 1.02, 'neutral'],
  ])('%s', (_name, contract, price, sentiment) => {
    const desk = new Desk();
    desk.quote(1, 1.05, 0, contract);
    expect(desk.print(10, price, { contract }).sentiment).toBe(sentiment);
  });

  test.each(['c', 'd', 'f', 'h', 'k', 'q', 't', 'u', 'B', 'D', 'F', 'H'])('a print of condition %s has no opinion', (condition) => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    expect(desk.print(10, 1.05, { conditions: [condition] }).sentiment).toBe('neutral');
  });
});

test('volatility uses the rate of the reference data once there is one', () => {
  const desk = new Desk();
  desk.spot(200);
  expect(desk.print(10, 3.2).iv).toBe(0.399581);
  desk.give({ kind: 'reference', reference: { type: 'rate', rate: 0.0375 } });
  // The same price at a higher rate leaves less for volatility.
  expect(desk.print(10, 3.2, { at: 1 }).iv).toBe(0.393213);
});

test('volatility and Greeks: 3.20 for a 208 call with the stock at 200, 14 days and 6 hours before settlement (as vollib has it)', () => {
  const desk = new Desk();
  desk.spot(200);
  expect(desk.print(10, 3.2)).toMatchObject({ iv: 0.399581, delta: 0.323732, gamma: 0.0227565, theta: -0.199092, vega: 0.142002 });
});
