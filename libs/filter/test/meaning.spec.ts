import { describe, expect, it } from '@jest/globals';
import { toRow } from '@tapewire/contracts';
import { compilePredicate, type Filter, parseFilter } from '@tapewire/filter';
import fc from 'fast-check';
import { expression } from './support/expressions.ts';
import { holds, toJsonText, toText } from './support/model.ts';
import { trade } from './support/trades.ts';

const RUNS = 1000;

function understood(input: string | object): Filter {
  const result = parseFilter(input);
  if (!result.ok) throw new Error(`${JSON.stringify(input)}: ${result.error.message} at ${result.error.at}`);
  return result.filter;
}

describe('the meaning of a filter', () => {
  it('is the naive evaluator\'s, for the predicate', () => {
    fc.assert(
      fc.property(expression, fc.array(trade(), { minLength: 5, maxLength: 5 }), (filter, trades) => {
        const passes = compilePredicate(understood(toText(filter)));
        for (const one of trades) expect([toText(filter), passes(toRow(one))]).toEqual([toText(filter), holds(filter, one)]);
      }),
      { numRuns: RUNS },
    );
  });

  it('is the same written as text and as JSON', () => {
    fc.assert(
      fc.property(expression, (filter) => {
        expect(understood(toJsonText(filter)).canonical).toBe(understood(toText(filter)).canonical);
      }),
      { numRuns: RUNS },
    );
  });

  it('survives its canonical text and its JSON unchanged', () => {
    fc.assert(
      fc.property(expression, (filter) => {
        const first = understood(toText(filter));
        expect(understood(first.canonical)).toEqual(first);
        expect(understood(first.json)).toEqual(first);
        expect(understood(JSON.parse(JSON.stringify(first.json)) as object)).toEqual(first);
      }),
      { numRuns: RUNS },
    );
  });
});
