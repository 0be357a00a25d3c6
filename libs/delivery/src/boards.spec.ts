import { describe, expect, test } from '@jest/globals';
import type { Alert, FlowBucket, FlowMinute, FlowSums } from '@tapewire/contracts';
import { AlertBoard } from './alert-board.ts';
import { FLOW_COLUMNS, FlowBoard, TOP_COLUMNS } from './flow-board.ts';

const MINUTE = 60_000;
const NONE: FlowSums = { premium: 0, volume: 0, count: 0 };
const sums = (given: Partial<Record<FlowBucket, number>> = {}): FlowMinute['calls'] => {
  const of = (premium = 0): FlowSums => (premium === 0 ? NONE : { premium, volume: premium / 100, count: 1 });
  return { ask: of(given.ask), bid: of(given.bid), mid: of(given.mid), package: of(given.package), none: of(given.none) };
};
const minute = (underlying: string, at: number, calls: Parameters<typeof sums>[0], more: Partial<FlowMinute> = {}): FlowMinute =>
  ({ type: 'minute', underlying, minute: at * MINUTE, revision: 1, calls: sums(calls), puts: sums(), ...more });
const cell = (row: readonly unknown[] | undefined, name: string): unknown => row?.[FLOW_COLUMNS.indexOf(name)];

describe('FlowBoard', () => {
  test('the market is the sum of the partitions’ shares', () => {
    const board = new FlowBoard(2, 60);
    board.take(0, [minute('*', 5, { ask: 1000 }), minute('AAPL', 5, { ask: 1000 }, { spot: 190 })]);
    board.take(1, [minute('*', 5, { ask: 500, bid: 200 })]);
    const [row] = board.rows('*', 10);
    expect([cell(row, 'calls.ask.premium'), cell(row, 'calls.ask.count'), cell(row, 'calls.bid.premium'), cell(row, 'spot')]).toEqual([1500, 2, 200, null]);
    expect(cell(board.rows('AAPL', 10)[0], 'spot')).toBe(190);
  });

  test('a later revision replaces a minute, an earlier one does not', () => {
    const board = new FlowBoard(1, 60);
    board.take(0, [minute('AAPL', 5, { ask: 100 }, { revision: 2 }), minute('AAPL', 5, { ask: 900 }, { revision: 1 })]);
    expect(cell(board.rows('AAPL', 1)[0], 'calls.ask.premium')).toBe(100);
  });

  test('a minute is partial until every partition’s clock has passed it, and that is a change', () => {
    const board = new FlowBoard(2, 60);
    board.take(0, [minute('AAPL', 5, { ask: 100 })]);
    expect(cell(board.takeChanges().get('AAPL')?.[0], 'partial')).toBe(1);
    board.take(0, [{ type: 'clock', minute: 6 * MINUTE }]);
    expect(board.takeChanges().size).toBe(0);
    board.take(1, [{ type: 'clock', minute: 6 * MINUTE }]);
    expect(cell(board.takeChanges().get('AAPL')?.[0], 'partial')).toBe(0);
  });

  test('minutes older than it keeps are forgotten', () => {
    const board = new FlowBoard(1, 10);
    for (let at = 0; at < 30; at++) board.take(0, [minute('AAPL', at, { ask: 100 })]);
    expect(board.rows('AAPL', 1000).map((row) => cell(row, 'minute'))).toEqual(Array.from({ length: 11 }, (_, i) => (19 + i) * MINUTE));
  });

  test('underlyings are ranked by what is asked, within the minutes asked', () => {
    const board = new FlowBoard(1, 60);
    board.take(0, [minute('OLD', 1, { ask: 9e6 }), minute('AAPL', 9, { ask: 100 }), minute('AAPL', 10, { ask: 300 }), minute('SPY', 10, { bid: 500, ask: 100 }), minute('NVDA', 10, {})]);
    const net = board.top('net', 1, 5);
    expect(net.map((row) => row[0])).toEqual(['SPY', 'AAPL']);
    expect(net[0]?.[TOP_COLUMNS.indexOf('net')]).toBe(-400);
    expect(board.top('premium', 1, 1).map((row) => row[0])).toEqual(['SPY']);
    expect(board.top('unusual', 1, 5)).toMatchObject([['AAPL', 300, 3, 1, 300, 300, 0, 3]]);
  });
});

describe('AlertBoard', () => {
  const alert = (id: string, to: Partial<Alert> = {}): Alert => ({ id, ...to } as Alert);
  const reader = { plan: 'realtime' };
  const idsOf = (board: AlertBoard, before?: string | number, limit = 10): string[] | undefined => board.page(reader, before, limit)?.alerts.map(({ id }) => id);

  test('gives the newest first, whatever the order they came in, and goes on by cursor', () => {
    const board = new AlertBoard(100);
    board.take(0, 5, 30, [alert('c')]);
    board.take(1, 2, 10, [alert('a'), alert('a2')]);
    board.take(1, 3, 20, [alert('b')]);
    expect(idsOf(board)).toEqual(['c', 'b', 'a2', 'a']);
    const first = board.page(reader, undefined, 3);
    expect(first).toMatchObject({ more: true });
    expect(idsOf(board, first?.cursor)).toEqual(['a']);
    expect(idsOf(board, 20)).toEqual(['a2', 'a']);
    expect(board.page(reader, 'nonsense', 3)).toBeUndefined();
  });

  test('shows what names desks or plans to those only', () => {
    const board = new AlertBoard(100);
    board.take(0, 1, 1, [alert('all'), alert('semis', { desks: ['semis'] }), alert('pro', { plans: ['pro'] })]);
    expect(idsOf(board)).toEqual(['all']);
    expect(board.page({ plan: 'pro', desk: 'semis' }, undefined, 9)?.alerts).toHaveLength(3);
  });

  test('keeps the newest', () => {
    const board = new AlertBoard(5);
    for (let off = 0; off < 50; off++) board.take(0, off, off, [alert(String(off))]);
    expect(idsOf(board, undefined, 3)).toEqual(['49', '48', '47']);
  });
});
