import { describe, expect, it } from '@jest/globals';
import { type Row, toRow } from '@tapewire/contracts';
import { compilePredicate, type Filter, parseFilter, type Predicate, SubscriptionIndex } from '@tapewire/filter';
import fc from 'fast-check';
import { expression } from './support/expressions.ts';
import { toText } from './support/model.ts';
import { trade } from './support/trades.ts';

const RUNS = Number(process.env['INDEX_RUNS'] ?? 25);

function understood(text: string): Filter {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.filter;
}

function matches(index: SubscriptionIndex, row: Row): number[] {
  const found: number[] = [];
  index.match(row, (id) => found.push(id));
  return found.sort((a, b) => a - b);
}

const predicates = new WeakMap<Filter, Predicate>();

function passes(filter: Filter, row: Row): boolean {
  const predicate = predicates.get(filter) ?? compilePredicate(filter);
  predicates.set(filter, predicate);
  return predicate(row);
}

/** The same by trying every filter that is in the index. */
const scan = (filters: ReadonlyMap<number, Filter>, row: Row): number[] =>
  [...filters].filter(([, filter]) => passes(filter, row)).map(([id]) => id).sort((a, b) => a - b);

/** Filters as people write them beside the drawn ones: few fields, each with many different thresholds and values. */
const everyday = fc
  .record({
    ticker: fc.constantFrom('', 'ticker:AAPL ', 'ticker:NVDA,SPX ', '-ticker:TSLA ', 'contract:AAPL260918C00260000 ', '(ticker:AAPL or flag:golden) '),
    field: fc.constantFrom('size', 'premium', 'otm', 'dte', 'order.premium'),
    from: fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ min: -1000, max: 1000, noNaN: true })),
    width: fc.nat(500),
    flags: fc.constantFrom('', ' flag:sweep,block', ' flag:sweep flag:iso flag:block', ' -flag:late,floor', ' order.strategy:"iron condor"', ' size>oi'),
  })
  .map(({ ticker, field, from, width, flags }) => understood(`${ticker}${field}:${from}..${from + width}${flags}`));
const filter = fc.oneof({ weight: 3, arbitrary: everyday }, { weight: 1, arbitrary: expression.map((drawn) => understood(toText(drawn))) });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ type: fc.constant('add' as const), filter }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('remove' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('match' as const), trade: trade() }) },
);

describe('the subscription index', () => {
  it('finds what trying every filter finds, while filters come and go', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 300, maxLength: 1200 }), fc.array(trade(), { minLength: 10, maxLength: 10 }), (steps, trades) => {
        const index = new SubscriptionIndex();
        const inside = new Map<number, Filter>();
        const uses: number[] = [];
        for (const one of steps) {
          if (one.type === 'add') {
            const id = index.add(one.filter);
            inside.set(id, one.filter);
            uses.push(id);
          } else if (one.type === 'remove' && uses.length > 0) {
            const [id = -1] = uses.splice(one.which % uses.length, 1);
            index.remove(id);
            if (!uses.includes(id)) inside.delete(id);
          } else if (one.type === 'match') {
            expect(matches(index, toRow(one.trade))).toEqual(scan(inside, toRow(one.trade)));
          }
        }
        for (const row of trades.map(toRow)) expect(matches(index, row)).toEqual(scan(inside, row));
        expect(index.size).toBe(inside.size);
        for (const id of uses) index.remove(id);
        expect(matches(index, toRow(trades[0]!))).toEqual([]);
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  });

  it('keeps equal filters once, until the last use is gone', () => {
    const index = new SubscriptionIndex();
    const id = index.add(understood('ticker:AAPL or ticker:NVDA'));
    expect(index.add(understood('ticker:nvda,aapl'))).toBe(id);
    expect(index.size).toBe(1);
    index.remove(id);
    expect(index.size).toBe(1);
    index.remove(id);
    expect(index.size).toBe(0);
    expect(() => {
      index.remove(id);
    }).toThrow('no filter has the id');
  });

  it('visits a filter once, however many of its alternatives hold', () => {
    const index = new SubscriptionIndex();
    const id = index.add(understood('ticker:AAPL size>=1 or right:call or -flag:sweep'));
    const row = toRow({ ...fc.sample(trade(), 1)[0]!, underlying: 'AAPL', size: 5, right: 'C', flags: [] });
    expect(matches(index, row)).toEqual([id]);
  });

  it('stays exact with more thresholds and values than it keeps apart', () => {
    const index = new SubscriptionIndex();
    const filters = new Map<number, Filter>();
    for (let n = 0; n < 2000; n += 1) {
      const i = (n * 7919) % 2000;
      const one = understood(i % 2 === 0 ? `size:${i}.5..${i + 71} -price:${i}` : `root:R${i},AAPL size<${i}`);
      filters.set(index.add(one), one);
    }
    const check = (): void => {
      for (const drawn of fc.sample(trade(), { seed: 7, numRuns: 500 })) {
        const row = toRow({ ...drawn, size: Math.round(Math.abs(drawn.ts)) % 2100, price: Math.round(Math.abs(drawn.recvTs)) % 2000 });
        expect(matches(index, row)).toEqual(scan(filters, row));
      }
    };
    check();
    for (const left of [3, 9, 27]) {
      for (const id of [...filters.keys()].filter((key) => key % left !== 0)) {
        index.remove(id);
        filters.delete(id);
      }
      check();
    }
  });
});
