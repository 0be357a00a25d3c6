import { describe, expect, test } from '@jest/globals';
import { canonicalTicker, type Right } from '@tapewire/contracts';
import fc from 'fast-check';
import { dayNumber, isoDate } from '../calendar/dates.ts';
import { flagsOf } from '../flags.ts';
import { massiveCondition, SALE_CONDITIONS, saleCondition, summarize, thetaCondition, type VendorCondition } from './conditions.ts';
import { EXCHANGES, massiveExchange } from './exchanges.ts';
import { formatSymbol, padSymbol, parseSymbol } from './osi.ts';
import { resolveRoot } from './roots.ts';

describe('option symbols', () => {
  test.each([
    ['AAPL  260918C00260000', 'AAPL260918C00260000', 'AAPL', 'AAPL', '2026-09-18', 'C', 260, false],
    ['O:SPXW261218C06000000', 'SPXW261218C06000000', 'SPXW', 'SPX', '2026-12-18', 'C', 6000, false],
    ['O:AAPL1140719P00092500', 'AAPL1140719P00092500', 'AAPL1', 'AAPL', '2014-07-19', 'P', 92.5, true],
    ['BRKB  260116P00500000', 'BRKB260116P00500000', 'BRKB', 'BRK.B', '2026-01-16', 'P', 500, false],
    ['O:BRK.B260116P00500000', 'BRKB260116P00500000', 'BRKB', 'BRK.B', '2026-01-16', 'P', 500, false],
    ['BRKB1260116P00500000', 'BRKB1260116P00500000', 'BRKB1', 'BRK.B', '2026-01-16', 'P', 500, true],
    ['VIXW261125C00020500', 'VIXW261125C00020500', 'VIXW', 'VIX', '2026-11-25', 'C', 20.5, false],
    ['F260116C00012350', 'F260116C00012350', 'F', 'F', '2026-01-16', 'C', 12.35, false],
    ['2SPY260116C00600000', '2SPY260116C00600000', '2SPY', 'SPY', '2026-01-16', 'C', 600, false],
  ])('%s is %s', (symbol, contract, root, underlying, exp, right, strike, adjusted) => {
    expect(parseSymbol(symbol)).toMatchObject({ contract, root, underlying, exp, right, strike, adjusted });
  });

  test.each(['', 'AAPL', 'AAPL260931C00260000', 'AAPL261318C00260000', 'AAPL260918X00260000', 'AAPL260918C0026000', 'aapl260918C00260000', '260918C00260000'])(
    '%j is none', (symbol) => {
      expect(parseSymbol(symbol)).toBeUndefined();
    },
  );

  test('every contract survives being written, padded and prefixed', () => {
    const root = fc.stringMatching(/^[A-Z]{1,5}\d?$/);
    fc.assert(
      fc.property(root, fc.integer({ min: dayNumber(2000, 1, 1), max: dayNumber(2099, 12, 31) }), fc.constantFrom<Right>('C', 'P'), fc.integer({ min: 1, max: 99_999_999 }),
        (r, expDay, right, thousandths) => {
          const contract = formatSymbol({ root: r, exp: isoDate(expDay), right, strike: thousandths / 1000 });
          const parsed = parseSymbol(contract);
          expect(parsed).toMatchObject({ contract, root: r, exp: isoDate(expDay), right, strike: thousandths / 1000 });
          expect(padSymbol(contract)).toHaveLength(21);
          expect(parseSymbol(padSymbol(contract))).toEqual(parsed);
          expect(parseSymbol(`O:${contract}`)).toEqual(parsed);
        }),
    );
  });

  test('the installation’s own root map comes first', () => {
    expect(resolveRoot('XYZ1', new Map([['XYZ1', 'ABC']]))).toEqual({ underlying: 'ABC', adjusted: true });
    expect(resolveRoot('XYZ1', new Map([['XYZ', 'ABC']]))).toEqual({ underlying: 'ABC', adjusted: true });
  });

  test.each(['brk.b', 'BRK/B', 'BRK-B', 'BRKB', ' BRK B '])('%j is BRK.B', (text) => {
    expect(canonicalTicker(text)).toBe('BRK.B');
  });
});

const FLAGS_BY_LETTER: Readonly<Record<string, string>> = {
  A: '', B: 'late', C: '', D: 'late', E: '', F: 'late', G: '', H: 'late', I: '', J: '', K: 'adjusted', L: 'multileg', M: 'multileg', N: '', O: '',
  P: 'stockTied', Q: 'multileg', R: '', S: 'iso', T: '', X: '', a: 'auction', b: 'iso auction', c: 'cross', d: 'iso cross', e: 'floor', f: 'multileg',
  g: 'multileg auction', h: 'multileg cross', i: 'multileg floor', j: 'multileg', k: 'stockTied auction', l: 'multileg auction', m: 'multileg floor',
  n: 'stockTied', o: 'stockTied cross', p: 'stockTied floor', q: 'stockTied', r: 'stockTied auction', s: 'stockTied floor', t: 'multileg floor',
  u: 'compression', v: 'extended',
};
const REFUSED = 'refused';
const lettersOf = (text: string): string[] => Array.from(text);
const outcome = (c: VendorCondition): string => ('refused' in c ? REFUSED : (c.letter ?? 'regular'));

describe('sale conditions', () => {
  const letters = lettersOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');

  test.each(letters)('the letter %s has the flags of its definition, or is none of OPRA’s', (letter) => {
    const flags = FLAGS_BY_LETTER[letter];
    if (flags === undefined) expect(saleCondition(letter)).toBeUndefined();
    else expect(flagsOf(summarize([letter]).flags).join(' ')).toBe(flags);
  });

  test('cancels name the trade they act on', () => {
    expect(SALE_CONDITIONS.filter((c) => c.cancel).map((c) => `${c.letter}:${c.cancel}`)).toEqual(['A:latest', 'C:latest', 'E:first', 'G:only', 'O:latest']);
  });

  test('letters of one print add up', () => {
    expect(flagsOf(summarize(['S', 'v', '?']).flags)).toEqual(['iso', 'extended']);
  });

  const massive: readonly (readonly [number, string])[] = [
    ...lettersOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ').map((l, i) => [201 + i, 'UVWYZ'.includes(l) ? REFUSED : l] as const),
    ...lettersOf('abcdefghijklmnopqrstuv').map((l, i) => [227 + i, l] as const),
  ];
  test.each([[0, 'regular'], [200, 'regular'], ...massive, [199, REFUSED], [249, REFUSED], [-1, REFUSED], [219.5, REFUSED]] as const)(
    'Massive’s %d is %s', (code, expected) => {
      expect(outcome(massiveCondition(code))).toBe(expected);
    },
  );
  test('Massive’s codes 201 to 248 are all gone through', () => {
    expect(massive.map(([code]) => code)).toEqual(Array.from({ length: 48 }, (_, i) => 201 + i));
    expect(massive.find(([code]) => code === 219)?.[1]).toBe('S');
    expect(massive.find(([code]) => code === 228)?.[1]).toBe('b');
  });

  const theta: readonly (readonly [number, string])[] = [
    ...lettersOf('abcdefghijklmnopqrst').map((l, i) => [125 + i, l] as const), [145, REFUSED], [146, REFUSED], [147, 'u'], [148, 'v'],
  ];
  test.each([[0, 'regular'], [18, 'I'], [95, 'S'], [40, 'A'], [43, 'G'], ...theta, [1, REFUSED], [124, REFUSED], [149, REFUSED]] as const)(
    'Theta Data’s %d is %s', (code, expected) => {
      expect(outcome(thetaCondition(code))).toBe(expected);
    },
  );
});

describe('participants', () => {
  test.each([...EXCHANGES.keys()])('%s has Massive’s id 300 + its place in the alphabet', (letter) => {
    expect(massiveExchange(300 + letter.charCodeAt(0) - 65)).toBe(letter);
  });

  test('ids of no participant are refused', () => {
    expect([299, 305, 326, 65].map(massiveExchange)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
