import { describe, expect, test } from '@jest/globals';
import { type ContractSymbol, toRow } from '@tapewire/contracts';
import { Desk, type PrintOptions, TEN } from '../test/desk.ts';
import type { Applied } from './applied.ts';
import { PartitionTape } from './tape.ts';
import { DEFAULT_TAPE_CONFIG } from './tape-config.ts';

const cancel = (desk: Desk, letter: string, size: number, price: number, options: PrintOptions = {}): Applied =>
  desk.applied(size, price, { ...options, conditions: [letter] });

describe('a cancel', () => {
  test('repeats every field of the trade it acts on, under an id, rank and time of receipt of its own', () => {
    const desk = new Desk();
    desk.openInterest(7);
    desk.spot(200);
    desk.quote(1, 1.05);
    const trade = desk.print(50, 1.05, { at: 1, conditions: ['S'] });
    desk.quote(2, 2.05, 10);
    const [row] = cancel(desk, 'A', 50, 1.05, { at: 20 }).trades;
    expect(row).toEqual({ ...trade, kind: 'cancel', ref: trade.id, id: '0-5', rank: row?.rank, recvTs: TEN + 5 });
    expect(row?.rank).toBeGreaterThan(trade.rank);
  });

  test('repeats a package leg with its legs, strategy and net', () => {
    const desk = new Desk();
    desk.quote(4.9, 5);
    const trade = desk.print(100, 5, { at: 1, conditions: ['f', 'v'] });
    const [row] = desk.give({ kind: 'cancel', ...desk.terms(100, 5, { at: 5 }) }).trades;
    const same = toRow({ ...trade, kind: 'cancel', ref: trade.id, id: '0-2' as typeof trade.id, rank: row?.rank ?? 0, recvTs: TEN + 2 });
    expect(row === undefined ? [] : toRow(row)).toEqual(same);
  });

  test('takes its size out of the contract’s day volume and of its open order', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    desk.print(50, 1.05, { at: 1 });
    desk.print(30, 1.05, { at: 2 });
    cancel(desk, 'A', 50, 1.05, { at: 3 });
    expect(desk.print(20, 1.05, { at: 4 })).toMatchObject({ volume: 50, order: { prints: 2, size: 50, premium: 5_250 } });
  });

  test('takes its exchange and its mark out of its open order: the rest is no sweep, and on one exchange', () => {
    const desk = new Desk();
    desk.quote(1, 1.05);
    desk.print(50, 1.05, { at: 1 });
    desk.print(30, 1.05, { at: 2, exchange: 'X', conditions: ['S'] });
    cancel(desk, 'A', 30, 1.05, { at: 3, exchange: 'X' });
    expect(desk.print(20, 1.05, { at: 4 })).toMatchObject({ flags: ['split'], order: { prints: 2, exchanges: 1, size: 70, premium: 7_350 } });
  });

  test('takes a leg out of its open package, and its money out of the net', () => {
    const desk = new Desk();
    const [near, far, next] = ['NVDA261204C00210000', 'NVDA261204C00212000', 'NVDA261204C00214000'].map((contract) => ({ contract: contract as ContractSymbol }));
    desk.quote(4.9, 5);
    for (const leg of [near, far, next]) desk.quote(2, 2.1, 0, leg?.contract);
    desk.print(100, 5, { at: 1, conditions: ['f'] });
    desk.print(100, 2.1, { at: 2, conditions: ['f'], ...near });
    desk.print(100, 2.1, { at: 3, conditions: ['f'], ...next });
    desk.give({ kind: 'cancel', ...desk.terms(100, 2.1, { at: 4, ...near }) });
    desk.give({ kind: 'cancel', ...desk.terms(100, 2.1, { at: 4, ...next }) });
    expect(desk.print(100, 2, { at: 5, conditions: ['f'], ...far }).order)
      .toMatchObject({ prints: 2, size: 200, premium: 70_000, net: 30_000, strategy: 'vertical', legs: ['NVDA261204C00208000', 'NVDA261204C00212000'] });
  });

  test.each([
    ['A', 'the latest', '0-2'], ['C', 'the latest', '0-2'], ['E', 'the first', '0-0'], ['G', 'none, since there are several', undefined],
  ])('%s acts on %s of equal contract, exchange, price and size', (letter, _which, ref) => {
    const desk = new Desk();
    desk.print(10, 1);
    desk.print(10, 1, { exchange: 'X' });
    desk.print(10, 1);
    desk.print(11, 1);
    expect(cancel(desk, letter, 10, 1).trades[0]?.ref).toBe(ref);
  });

  test('G acts on the only one', () => {
    const desk = new Desk();
    const trade = desk.print(10, 1);
    expect(cancel(desk, 'G', 10, 1).trades[0]?.ref).toBe(trade.id);
  });

  test('acts on each trade once', () => {
    const desk = new Desk();
    const [first, second] = [desk.print(10, 1), desk.print(10, 1)];
    expect([0, 1, 2].map(() => cancel(desk, 'A', 10, 1).trades[0]?.ref)).toEqual([second.id, first.id, undefined]);
  });

  test('without a match is shown without reference, and changes no volume', () => {
    const desk = new Desk();
    desk.print(10, 1);
    const [row] = cancel(desk, 'A', 99, 1).trades;
    expect(row).toMatchObject({ kind: 'cancel', size: 99, side: 'none', volume: 10 });
    expect(row).not.toHaveProperty('ref');
    expect(desk.print(1, 1).volume).toBe(11);
  });

  test('does not reach into another trading day', () => {
    const desk = new Desk();
    desk.print(10, 1);
    expect(cancel(desk, 'A', 10, 1, { at: 3 * 86_400_000 }).trades[0]).not.toHaveProperty('ref');
  });
});

test('cancels reach back as far as the installation says, and what is older is let go of', () => {
  const desk = new Desk(new PartitionTape(0, { ...DEFAULT_TAPE_CONFIG, printsKept: 600 }));
  for (let size = 1; size <= 3_072; size += 1) desk.print(size, 1);
  expect(cancel(desk, 'A', 2_472, 1).trades[0]).not.toHaveProperty('ref');
  expect(cancel(desk, 'A', 2_473, 1).trades[0]?.ref).toBe('0-2472');
  const blocks = Array.from(desk.tape.snapshot(), (chunk) => chunk.key).filter((key) => key.startsWith('prints45/'));
  expect(blocks).toEqual(['prints45/4', 'prints45/5']);
});

describe('a correction', () => {
  const correct = (desk: Desk, was: [number, number], now: [number, number]): Applied =>
    desk.give({ kind: 'correction', was: desk.terms(...was), now: desk.terms(...now) });

  test('repeats the trade’s row and tells its new terms beside it', () => {
    const desk = new Desk();
    const trade = desk.print(50, 1.05);
    const [row] = correct(desk, [50, 1.05], [40, 1.1]).trades;
    expect(row).toEqual({
      ...trade, kind: 'correct', ref: trade.id, id: '0-1', rank: row?.rank, recvTs: TEN + 1, corrected: { price: 1.1, size: 40, premium: 4_400 },
    });
  });

  test('moves the day volume by the difference, and a later cancel finds the new terms', () => {
    const desk = new Desk();
    const trade = desk.print(50, 1.05);
    correct(desk, [50, 1.05], [40, 1.1]);
    expect(desk.print(1, 1).volume).toBe(41);
    expect(cancel(desk, 'A', 50, 1.05).trades[0]).not.toHaveProperty('ref');
    expect(cancel(desk, 'A', 40, 1.1).trades[0]).toMatchObject({ ref: trade.id, price: 1.05, size: 50 });
    expect(desk.print(1, 1).volume).toBe(2);
  });

  test('without a match is shown with its new terms and without reference', () => {
    const [row] = correct(new Desk(), [50, 1.05], [40, 1.1]).trades;
    expect(row).toMatchObject({ kind: 'correct', size: 50, corrected: { size: 40 } });
    expect(row).not.toHaveProperty('ref');
  });
});

test('a print of a stretch that was told as lost is marked as recovered', () => {
  const desk = new Desk();
  desk.give({ kind: 'gap', line: 'line', from: TEN, to: TEN + 1_000, reason: 'lost' });
  expect(desk.print(10, 1, { at: 500 }).flags).toEqual(['recovered']);
  expect(desk.print(10, 1, { at: 1_500 }).flags).toEqual([]);
});
