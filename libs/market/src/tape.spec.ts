import { describe, expect, test } from '@jest/globals';
import type { ContractSymbol, FeedEvent, IsoDate, RawKind } from '@tapewire/contracts';
import type { Applied } from './applied.ts';
import { PartitionTape } from './tape.ts';
import { DEFAULT_TAPE_CONFIG } from './tape-config.ts';
import type { Step } from '../test/logs.ts';

const CALL = 'AAPL140719C00650000' as ContractSymbol;
const at = (off: number, kind: RawKind, line = 'x'): Step['at'] => ({ off, kind, recvTs: Date.UTC(2026, 0, 5, 15) + off, key: `${line}:${off}` });
const open = Date.UTC(2014, 5, 6, 13, 30);
const print = (price: number, ms: number, more: object = {}): FeedEvent =>
  ({ kind: 'trade', contract: CALL, price, size: 10, tsNs: `${open + ms}000000`, ...more });
const quote = (bid: number, ask: number, ms: number): FeedEvent =>
  ({ kind: 'quote', contract: CALL, ts: open + ms, quote: { bid, ask, bidSize: 3, askSize: 4 } });

const apply = (...events: readonly FeedEvent[]): Applied[] => {
  const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
  return events.map((event, off) => tape.apply(event, at(off, event.kind)));
};
const lastTrade = (...events: readonly FeedEvent[]) => apply(...events).at(-1)?.trades[0];

describe('the quote in force', () => {
  test('is the last before the print, with fill and side', () => {
    expect(lastTrade(quote(1, 1.2, 0), print(1.2, 5))).toMatchObject({ bid: 1, ask: 1.2, bidSize: 3, askSize: 4, fill: 1, side: 'ask', sentiment: 'bullish' });
  });

  test('is never a later one', () => {
    expect(lastTrade(quote(1, 1.2, 0), quote(2, 2.2, 9), print(1.2, 5))).toMatchObject({ bid: 1, side: 'ask' });
  });

  test('is the newer of two that came out of order', () => {
    expect(lastTrade(quote(1, 1.2, 4), quote(2, 2.2, 2), print(1.2, 5))).toMatchObject({ bid: 1, side: 'ask' });
    expect(lastTrade(quote(1, 1.2, 4), quote(2, 2.2, 2), print(2, 3))).toMatchObject({ bid: 2, side: 'bid' });
    const spot = (price: number, ms: number): FeedEvent => ({ kind: 'underlying', underlying: 'AAPL', ts: open + ms, price });
    expect(lastTrade(spot(650, 4), spot(640, 2), print(1, 5))).toMatchObject({ spot: 650 });
  });

  test('is the one that came with the print if there is one', () => {
    expect(lastTrade(quote(1, 1.2, 0), print(1.2, 5, { quote: { bid: 1.2, ask: 1.3 } }))).toMatchObject({ bid: 1.2, side: 'bid', sentiment: 'bearish' });
  });

  test('is void after a gap of its line until it is refreshed', () => {
    const gap: FeedEvent = { kind: 'gap', line: 'x', from: open, to: open + 1, reason: 'lost' };
    const outputs = apply(quote(1, 1.2, 0), gap, print(1.2, 5), quote(1, 1.2, 6), print(1.2, 7));
    expect(outputs[1]?.flow).toEqual([{ type: 'gap', line: 'x', from: open, to: open + 1, reason: 'lost' }]);
    expect(outputs[2]?.trades[0]).not.toHaveProperty('bid');
    expect(outputs[2]?.trades[0]?.side).toBe('none');
    expect(outputs[4]?.trades[0]?.side).toBe('ask');
  });

  test('outlives a gap of another line', () => {
    const gap: FeedEvent = { kind: 'gap', line: 'y', from: open, to: open + 1, reason: 'lost' };
    expect(lastTrade(quote(1, 1.2, 0), gap, print(1.2, 5))?.side).toBe('ask');
  });

  test('does not reach into the next trading day', () => {
    expect(lastTrade(quote(1, 1.2, 0), print(1.2, 86_400_000 * 3))).not.toHaveProperty('bid');
  });
});

describe('side', () => {
  test.each([
    [0.56, 'aboveAsk'], [0.55, 'ask'], [0.54, 'mid'], [0.5, 'bid'], [0.49, 'belowBid'],
  ])('of a print at %d in a market of 0.50 by 0.55 is %s (Cheddar Flow’s example)', (price, side) => {
    expect(lastTrade(quote(0.5, 0.55, 0), print(price, 1))?.side).toBe(side);
  });

  test.each([
    ['a zero bid is a bid', 0, 0.05, 0, 'bid', {}],
    ['a crossed quote tells nothing', 1.3, 1.2, 1.2, 'none', {}],
    ['a locked quote, at it', 1.2, 1.2, 1.2, 'mid', {}],
    ['a locked quote, above it', 1.2, 1.2, 1.3, 'aboveAsk', {}],
    ['no ask', 0, 0, 0, 'none', {}],
    ['a cross', 1, 1.2, 1.2, 'none', { conditions: ['c'] }],
    ['a late report', 1, 1.2, 1.2, 'none', { conditions: ['D'] }],
    ['an auction', 1, 1.2, 1.2, 'ask', { conditions: ['a'] }],
  ])('%s', (_name, bid, ask, price, side, more) => {
    expect(lastTrade(quote(bid, ask, 0), print(price, 1, more))?.side).toBe(side);
  });

  test('a package keeps its side but has no opinion', () => {
    expect(lastTrade(quote(1, 1.2, 0), print(1.2, 1, { conditions: ['f'] }))).toMatchObject({ side: 'ask', sentiment: 'neutral', flags: ['multileg'] });
  });
});

describe('volume and open interest', () => {
  test('volume runs per contract and trading day', () => {
    const volumes = apply(print(1, 0), print(1, 1), print(1, 3 * 86_400_000), print(1, 2), print(1, 3 * 86_400_000)).map((o) => o.trades[0]?.volume);
    expect(volumes).toEqual([10, 20, 10, 30, 20]);
  });

  test('after a complete set, a contract without an entry has open interest 0 of that day', () => {
    const date = '2014-06-06' as IsoDate;
    const complete: FeedEvent = { kind: 'reference', reference: { type: 'openInterestComplete', date } };
    expect(lastTrade(print(1, 0))).not.toHaveProperty('oi');
    expect(lastTrade(complete, print(1, 0))).toMatchObject({ oi: 0, oiDate: date });
    const entry: FeedEvent = { kind: 'openInterest', contract: CALL, oi: 40 };
    expect(lastTrade(entry, complete, complete, print(1, 0))).toMatchObject({ oi: 40, volOi: 0.25 });
    const next: FeedEvent = { kind: 'reference', reference: { type: 'openInterestComplete', date: '2014-06-09' as IsoDate } };
    expect(lastTrade(entry, complete, next, print(1, 0))).toMatchObject({ oi: 0, oiDate: '2014-06-09' });
  });

  test('a date far ahead is refused, so that it does not outdo the sets that follow', () => {
    const far = '2114-06-06' as IsoDate;
    const [complete, entry, close] = apply(
      { kind: 'reference', reference: { type: 'openInterestComplete', date: far } },
      { kind: 'openInterest', contract: CALL, oi: 40, date: far },
      { kind: 'reference', reference: { type: 'previousClose', underlying: 'AAPL', price: 650, date: far } },
    );
    for (const output of [complete, entry, close]) expect(output?.reject).toMatch(/^date: expected a date up to \d{4}-\d\d-\d\d, was 2114-06-06$/);
  });
});

describe('kind, sector and previous close of the underlying', () => {
  const spot: FeedEvent = { kind: 'underlying', underlying: 'AAPL', ts: open, price: 663 };
  const issue: FeedEvent = { kind: 'reference', reference: { type: 'issue', underlying: 'AAPL', issueType: 'stock', sector: 'technology' } };
  const close = (date?: string): FeedEvent =>
    ({ kind: 'reference', reference: { type: 'previousClose', underlying: 'AAPL', price: 650, ...(date === undefined ? {} : { date: date as IsoDate }) } });

  test('are those of the reference data: 663 is 2 % above 650', () => {
    expect(lastTrade(issue, close('2014-06-05'), spot, print(1, 1))).toMatchObject({ issueType: 'stock', sector: 'technology', spotChange: 2 });
    expect(lastTrade(close(), spot, print(1, 1))).toMatchObject({ spotChange: 2 });
  });

  test('are absent while nothing is known, and the change when the close is of another day', () => {
    const trade = lastTrade(close('2014-06-04'), spot, print(1, 1));
    for (const field of ['issueType', 'sector', 'spotChange']) expect(trade).not.toHaveProperty(field);
  });

  test('are repeated by the cancel of a print, whatever reference data says then', () => {
    const later: FeedEvent = { kind: 'reference', reference: { type: 'issue', underlying: 'AAPL', issueType: 'etf' } };
    const cancel: FeedEvent = { ...print(1, 1), conditions: ['A'] } as FeedEvent;
    expect(lastTrade(issue, close('2014-06-05'), spot, print(1, 1), later, cancel)).toMatchObject({ kind: 'cancel', issueType: 'stock', sector: 'technology', spotChange: 2 });
  });
});

describe('what is refused', () => {
  test.each([
    ['contract', { contract: 'NOPE' }], ['price', { price: NaN }], ['price', { price: -1 }], ['size', { size: 0 }],
    ['size', { size: 1.5 }], ['tsNs', { tsNs: 'x' }],
  ])('a print with a bad %s, by name', (field, more) => {
    const [output] = apply({ ...print(1, 0), ...more } as FeedEvent);
    expect(output?.reject).toContain(`${field}: expected`);
    expect(output?.trades).toEqual([]);
  });
});

test('an adjusted root has no premium, otm or multiplier until reference data tells them', () => {
  const adjusted = print(1, 1, { contract: 'AAPL1140719C00650000' });
  const spot: FeedEvent = { kind: 'underlying', underlying: 'AAPL', ts: open, price: 650 };
  const trade = lastTrade(spot, adjusted);
  expect(trade).toMatchObject({ underlying: 'AAPL', root: 'AAPL1', flags: ['adjusted'], spot: 650 });
  for (const field of ['premium', 'multiplier', 'otm']) expect(trade).not.toHaveProperty(field);
  const told = lastTrade({ kind: 'reference', reference: { type: 'multiplier', root: 'AAPL1', multiplier: 700 } }, spot, adjusted);
  expect(told).toMatchObject({ premium: 7000, multiplier: 700, otm: 0 });
});

test('a feed is told when it is first heard of and when what it says changes', () => {
  const clock = (delay: number): FeedEvent =>
    ({ kind: 'clock', ts: open, line: 'x', acked: 1, feed: { name: 'Demo', source: 'generic', delay, lacks: [] } });
  const told = apply(clock(0), clock(0), clock(900)).map((o) => o.flow.filter((f) => f.type === 'feed').length);
  expect(told).toEqual([1, 0, 1]);
});
