import { describe, expect, it } from '@jest/globals';
import { sampleTrade } from '@tapewire/client/testing';
import { TRADE_COLUMNS, type Trade } from '@tapewire/contracts';
import fc from 'fast-check';
import { printReader } from './print.ts';
import { PrintList } from './print-list.ts';

const read = printReader(TRADE_COLUMNS.map((column) => column.name));
const print = (p: number, off: number, parts: Partial<Trade> = {}) => read(sampleTrade(p, off, parts));
const order = (id: string, prints: number) => ({ order: { id, prints, exchanges: prints, size: prints * 10, premium: prints * 4200 } });
const ids = (list: PrintList) => list.newestFirst().map(({ id }) => id);

describe('the print list', () => {
  it('is newest first by rank and holds each print once, in whatever order they arrive', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ p: fc.nat(3), off: fc.nat(40) }), { maxLength: 60 }), (positions) => {
        const list = new PrintList(1000);
        list.add(positions.map(({ p, off }) => print(p, off)));
        const held = list.newestFirst();
        expect(held.map(({ rank }) => rank)).toEqual(held.map(({ rank }) => rank).sort((a, b) => b - a));
        expect(new Set(ids(list)).size).toBe(list.size);
      }),
    );
  });

  it('lets the oldest go above its limit', () => {
    const list = new PrintList(100);
    for (let off = 0; off < 500; off++) list.add([print(0, off)]);
    expect(list.size).toBeLessThanOrEqual(110);
    expect(list.newest?.id).toBe('0-499');
  });

  it('folds the prints of an order into its newest and opens them', () => {
    const list = new PrintList(100);
    list.add([print(0, 1, order('a', 1)), print(0, 2), print(0, 3, order('a', 2))]);
    expect(list.lines(true, new Set()).map(({ print: { id }, folded }) => [id, folded])).toEqual([['0-3', 2], ['0-2', 0]]);
    expect(list.lines(true, new Set(['a'])).map(({ print: { id }, inner }) => [id, inner])).toEqual([
      ['0-3', false], ['0-3', true], ['0-1', true], ['0-2', false],
    ]);
    expect(list.lines(false, new Set())).toHaveLength(3);
  });

  it('knows which prints were cancelled or corrected', () => {
    const list = new PrintList(100);
    list.add([print(0, 1), print(0, 2, { kind: 'cancel', ref: '0-1' as never }), print(0, 3), print(0, 4, { kind: 'correct', ref: '0-3' as never })]);
    expect(['0-1', '0-2', '0-3', '0-4'].map((id) => list.isReplaced(id))).toEqual([true, false, true, false]);
  });

  it('never folds a cancel into the order that it acts on', () => {
    const list = new PrintList(100);
    list.add([print(0, 1, order('a', 1)), print(0, 2, { ...order('a', 1), kind: 'cancel', ref: '0-1' as never })]);
    expect(list.lines(true, new Set()).map(({ print: { id }, folded }) => [id, folded])).toEqual([['0-2', 0], ['0-1', 0]]);
  });

  it('puts older pages below what it holds', () => {
    const list = new PrintList(100);
    list.startOver([print(0, 9), print(0, 8)]);
    list.addOlder([print(0, 8), print(0, 7), print(0, 6)]);
    expect(ids(list)).toEqual(['0-9', '0-8', '0-7', '0-6']);
  });
});
