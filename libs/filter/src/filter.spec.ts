import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseFilter, type ParseOptions } from './filter.ts';
import type { FilterProblem } from './language/errors.ts';

function canonical(input: string | object, options?: ParseOptions): string {
  const result = parseFilter(input, options);
  if (!result.ok) throw new Error(result.error.message);
  return result.filter.canonical;
}

function problem(input: string | object, options?: ParseOptions): FilterProblem {
  const result = parseFilter(input, options);
  if (result.ok) throw new Error(`understood as ${result.filter.canonical}`);
  return result.error;
}

describe('the canonical form', () => {
  it.each([
    ['', ''],
    ['()', ''],
    ['-()', '-()'],
    ['ticker:NVDA,AAPL,nvda', 'underlying:AAPL,NVDA'],
    ['ticker:AAPL or ticker:NVDA', 'underlying:AAPL,NVDA'],
    ['ticker:AAPL,NVDA ticker:NVDA', 'underlying:NVDA'],
    ['-ticker:A -ticker:B', '-underlying:A,B'],
    ['flag:sweep flag:block', 'flags:block flags:sweep'],
    ['call', 'right:C'],
    ['NVDA puts SWEEP', 'flags:sweep right:P underlying:NVDA'],
    ['size>=100 size<=500', 'size:100..500'],
    ['size>100 size<500 size>=100', 'size>100 size<500'],
    ['-(size>100 size<500)', '-(size>100 size<500)'],
    ['-(call sweep)', '-flags:sweep or -right:C'],
    ['not not call', 'right:C'],
    ['call and (sweep or block)', 'flags:block,sweep right:C'],
    ['premium>=1.1M', 'premium>=1100000'],
    ['premium!=5k', '-premium:5000'],
    ['otm:-5..5', 'otm:-5..5'],
    ['strike:.5...75', 'strike:0.5..0.75'],
    ['exp:20261218', 'exp:2026-12-18'],
    ['exp:2026-12-18,2027-01-01..', 'exp:2026-12-18 or exp>=2027-01-01'],
    ['time:09:35', 'time>=09:35 time<09:36'],
    ['time:09:35..09:35', 'time:09:35..09:35'],
    ['time:23:59', 'time>=23:59'],
    ['ticker:brkb,BRK/B,brk-b', 'underlying:BRK.B'],
    ['contract:"O:AAPL  260918C00260000"', 'contract:AAPL260918C00260000'],
    ['side:above_ask', 'side:aboveAsk'],
    ['PREMIUM >= $1M', 'premium>=1000000'],
    ['ts>=2026-12-18T09:30', 'ts>=1797604200000'],
    ['ts>=2026-12-18T14:30Z', 'ts>=1797604200000'],
    ['order.strategy:"Iron Condor"', 'order.strategy:"iron condor"'],
  ])('of %j is %j', (input, expected) => {
    expect(canonical(input)).toBe(expected);
  });

  it('reads JSON as it reads text', () => {
    const json = { and: [{ field: 'premium', gte: 1e6 }, { not: { field: 'ticker', in: ['TSLA'] } }, { or: [{ field: 'flag', in: ['golden'] }, { field: 'size', gt: 'oi' }] }] };
    expect(canonical(json)).toBe(canonical('premium>=1M -ticker:TSLA (flag:golden or size>oi)'));
    expect(canonical({})).toBe('');
    expect(canonical({ field: 'dte', gte: 0, lt: 7 })).toBe('dte>=0 dte<7');
  });

  it('takes today from the given instant, in New York', () => {
    const now = Date.UTC(2026, 10, 21, 2);
    expect(canonical('exp:today', { now })).toBe('exp:2026-11-20');
    expect(canonical('exp<=today+11', { now })).toBe('exp<=2026-12-01');
    expect(problem('exp:today').at).toBe(4);
  });
});

describe('a refused filter', () => {
  it.each([
    ['premum>5', 0, '"premum"', 'premium'],
    ['call tickr:A', 5, '"tickr"', 'ticker'],
    ['side:aks', 5, '"aks"', 'ask'],
    ['flag:sweeep', 5, '"sweeep"', 'sweep'],
    ['swep', 0, '"swep"', 'sweep'],
    ['nvda', 0, '"nvda"', 'ticker:NVDA'],
    ['premium>=lots', 9, '"lots"', undefined],
    ['size:5..1', 5, '"5" above "1"', undefined],
    ['size:..', 5, 'a range without ends', undefined],
    ['ticker:A..B', 7, 'a range', undefined],
    ['ticker>A', 7, '">"', undefined],
    ['exp:2026-02-30', 4, '"2026-02-30"', undefined],
    ['time>=24:00', 6, '"24:00"', undefined],
    ['ticker:', 7, 'the end of the filter', undefined],
    ['ticker:A,', 9, 'the end of the filter', undefined],
    ['(call', 5, 'the end of the filter', undefined],
    ['call)', 4, '")"', undefined],
    ['call or', 7, 'the end of the filter', undefined],
    ['order.strategy:"x', 15, '"\\"x"', undefined],
    ['size>=oi', 6, '"size>=oi"', undefined],
    ['price>oi', 6, '"oi"', undefined],
  ])('%j names the place, what was found and what may be meant', (input, at, found, suggestion) => {
    expect(problem(input)).toMatchObject({ at, found });
    expect(problem(input).suggestion).toBe(suggestion);
    expect(problem(input).message).toContain('expected');
  });

  it.each([
    [{ field: 'premum', gte: 1 }, '$.field', 'premium'],
    [{ and: [{ field: 'side', in: ['ask', 'bidd'] }] }, '$.and[0].in[1]', 'bid'],
    [{ and: {} }, '$.and', undefined],
    [{ field: 'size', above: 1 }, '$.above', undefined],
    [{ field: 'size' }, '$', undefined],
    [{ field: 'size', in: [] }, '$.in', undefined],
    [{ field: 'size', gte: null }, '$.gte', undefined],
    [{ field: 'size', gte: [1] }, '$.gte', undefined],
    [{ or: [], and: [] }, '$.and', undefined],
    [{ xor: [] }, '$', undefined],
    [[], '$', undefined],
    [{ not: 'x' }, '$.not', undefined],
  ])('%j names the path', (input, at, suggestion) => {
    expect(problem(input).at).toBe(at);
    expect(problem(input).suggestion).toBe(suggestion);
  });
});

describe('hostile input', () => {
  const nested = (levels: number): object => {
    let json: object = {};
    for (let level = 0; level < levels; level += 1) json = { not: json };
    return json;
  };

  it('is refused at its limits, without reading further', () => {
    expect(problem('('.repeat(9_000)).expected).toContain('levels');
    expect(problem('-'.repeat(9_000)).expected).toContain('levels');
    expect(problem('not '.repeat(2_000)).expected).toContain('levels');
    expect(problem(nested(100_000)).expected).toContain('levels');
    expect(problem('x'.repeat(1e6)).expected).toContain('characters');
    expect(problem('call '.repeat(1_000)).expected).toContain('terms');
    expect(problem(`size:${'1,'.repeat(2_000)}1`).expected).toContain('values');
    expect(problem({ and: Array.from({ length: 1e5 }, () => ({})) }).expected).toContain('at most');
    expect(problem({ field: 'ticker', in: Array.from({ length: 1e5 }, () => 'A') }).expected).toContain('values');
    expect(problem({ field: 'ticker', in: ['A'.repeat(1e6)] }).found.length).toBeLessThan(100);
    expect(problem({ field: 'x'.repeat(1e6), in: ['A'] }).found.length).toBeLessThan(100);
  });

  it('is refused by a plan\'s own limits', () => {
    expect(problem('call sweep premium>1M', { limits: { terms: 2 } })).toMatchObject({ at: 11, expected: 'at most 2 terms' });
  });

  it('never throws, whatever the text', () => {
    const pieces = fc.constantFrom('(', ')', '-', 'or', 'not', 'and', ':', '>=', '..', ',', '"', '\\', ' ', 'ticker', 'size', 'time', 'A', '1', '09:35', '\u0000', '🙂', '\n');
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces).map((parts) => parts.join(''))), (text) => {
        const result = parseFilter(text);
        if (!result.ok) expect(Number(result.error.at)).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('never throws, whatever the JSON', () => {
    const keys = fc.constantFrom('and', 'or', 'not', 'field', 'in', 'gte', '__proto__', 'constructor');
    const json = fc.letrec((tie) => ({
      value: fc.oneof(fc.jsonValue(), fc.constantFrom('size', 'ticker', 1), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(keys, tie('value'), { maxKeys: 3 })),
    })).value;
    fc.assert(fc.property(json, (value) => typeof parseFilter(Object(value) as object).ok === 'boolean'), { numRuns: 3000 });
  });
});
