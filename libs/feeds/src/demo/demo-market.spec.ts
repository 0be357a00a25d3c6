import { dayNumber, parseSymbol } from '@tapewire/market';
import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { CODECS } from '../codecs.ts';
import type { SourceRecord } from '../source/feed-source.ts';
import { DemoMarket, type DemoOptions, demoStart, latestTradingDay } from './demo-market.ts';
import { UNIVERSE } from './universe.ts';

jest.setTimeout(180_000);

const FRIDAY = dayNumber(2026, 11, 20);
const MINUTE = 60_000;

async function take(options: Partial<DemoOptions>, acked: number, until: (record: SourceRecord) => boolean): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  const market = new DemoMarket({ seed: 1, rate: 50, start: FRIDAY, ...options });
  for await (const batch of market.records(acked)) {
    for (const record of batch) {
      if (until(record)) return records;
      records.push(record);
    }
  }
  return records;
}

interface Trade {
  readonly symbol: string; readonly price: number; readonly size: number; readonly exchange: string; readonly conditions: [string];
  readonly bid: number; readonly ask: number; readonly spot: number; readonly seq: number;
}
const tradesOf = (records: readonly SourceRecord[]): Trade[] =>
  records.filter((r) => r.kind === 'trade').map((r) => JSON.parse(r.value) as Trade);

describe('the demo market', () => {
  it('is the same from the same seed, and another from another', async () => {
    const some = (seed: number) => take({ seed }, 0, (r) => r.n > 15_500);
    const [first, again, other] = await Promise.all([some(1), some(1), some(2)]);
    expect(again).toEqual(first);
    expect(tradesOf(other)).not.toEqual(tradesOf(first));
  });

  it('goes on from any record with exactly the rest, over days too', async () => {
    // Two stretches to compare with: the beginning, and the night between two days.
    const mondayOpen = Date.UTC(2026, 10, 23, 14, 30);
    const beginning = await take({ rate: 0.5 }, 0, (r) => r.n > 18_000);
    const skipped = 330_000;
    const night = await take({ rate: 0.5 }, skipped, (r) => r.ts > mondayOpen + 10_000);
    expect(beginning.every((r, i) => r.n === i + 1)).toBe(true);
    expect(night.every((r, i) => r.n === skipped + i + 1)).toBe(true);
    expect(new Set(night.map((r) => new Date(r.ts).getUTCDate()))).toEqual(new Set([20, 23]));
    const stretches = [{ from: 0, records: beginning }, { from: skipped, records: night }];
    await fc.assert(fc.asyncProperty(fc.constantFrom(...stretches), fc.double({ min: 0, max: 0.99, noNaN: true }), async ({ from, records }, place) => {
      const at = Math.floor(place * records.length);
      const expected = records.slice(at, at + 50);
      expect(await take({ rate: 0.5 }, from + at, (r) => r.n > from + at + expected.length)).toEqual(expected);
    }), { numRuns: 12 });
  }, 120_000);

  it('has keys that name its line and number, and messages its codec reads', async () => {
    const market = new DemoMarket({ seed: 7, rate: 50, start: FRIDAY });
    expect(market.line).toBe('demo-7-50-2026-11-20');
    expect(demoStart(market.line, { seed: 7, rate: 50 })).toBe(FRIDAY);
    expect(demoStart(market.line, { seed: 7, rate: 60 })).toBeUndefined();
    for (const record of await take({ seed: 7 }, 0, (r) => r.ts > market.begin + MINUTE)) {
      if (record.kind !== 'reference') expect(record.key).toBe(`${market.line}:${record.n}`);
      expect(CODECS.get(record.source)?.decode(record.kind, record.value).kind).toBe(record.kind);
    }
  });

  it('knows rate and open interest before it trades, and never goes back in time', async () => {
    const records = await take({}, 0, (r) => r.ts > Date.UTC(2026, 10, 20, 14, 31));
    const firstTrade = records.findIndex((r) => r.kind === 'trade');
    expect(records.findLastIndex((r) => r.kind === 'openInterest' || r.kind === 'reference')).toBeLessThan(firstTrade);
    expect(records.some((r, i) => r.ts < (records[i - 1]?.ts ?? 0))).toBe(false);
    expect(records[0]?.ts).toBe(Date.UTC(2026, 10, 20, 14, 30));
  });

  it('tells of every underlying what it is and where it closed, and moves a plausible way from there', async () => {
    const records = await take({ rate: 1 }, 0, (r) => r.kind === 'trade');
    const told = records.filter((r) => r.kind === 'reference').map((r) => CODECS.get(r.source)?.decode(r.kind, r.value)).flatMap((event) => (event?.kind === 'reference' ? [event.reference] : []));
    const issues = told.filter((reference) => reference.type === 'issue');
    expect(issues).toContainEqual({ type: 'issue', underlying: 'NVDA', issueType: 'stock', sector: 'semiconductors' });
    expect(issues).toContainEqual({ type: 'issue', underlying: 'SPX', issueType: 'index' });
    for (const { ticker: underlying, spot, vol } of UNIVERSE) {
      expect(issues.filter((issue) => issue.underlying === underlying)).toHaveLength(1);
      const close = told.find((reference) => reference.type === 'previousClose' && reference.underlying === underlying);
      expect(close).toMatchObject({ date: '2026-11-19' });
      if (close?.type === 'previousClose') expect(Math.abs(Math.log(spot / close.price))).toBeLessThan(5 * vol / Math.sqrt(252));
    }
  });

  it('trades listed contracts that have not expired, at prices a market would show', async () => {
    const records = await take({ rate: 100 }, 0, (r) => r.ts > Date.UTC(2026, 10, 20, 14, 33));
    const listed = new Set(records.filter((r) => r.kind === 'openInterest').map((r) => (JSON.parse(r.value) as { symbol: string }).symbol));
    const trades = tradesOf(records);
    const isSound = ({ symbol, price, size, bid, ask, exchange, conditions, spot }: Trade): boolean => {
      const contract = parseSymbol(symbol);
      // SPX and VIX trade at Cboe alone, where nothing can be swept.
      const isSingle = contract?.underlying === 'SPX' || contract?.underlying === 'VIX';
      return listed.has(symbol) && contract !== undefined && contract.expDay >= FRIDAY && price > 0 && spot > 0 && size >= 1
        && Math.abs(price * 100 - Math.round(price * 100)) < 1e-6 && bid >= 0 && ask > bid && (!isSingle || (exchange === 'C' && conditions[0] !== 'S'));
    };
    expect(trades.filter((trade) => !isSound(trade))).toEqual([]);
    const share = (count: number): number => count / trades.length;
    expect(share(trades.filter((t) => t.price === t.ask || t.price === t.bid).length)).toBeGreaterThan(0.7);
    expect(share(trades.filter((t) => t.size <= 10).length)).toBeGreaterThan(0.6);
    expect(share(trades.filter((t) => t.price * t.size * 100 >= 1e6).length)).toBeLessThan(0.002);
    expect(new Set(trades.flatMap((t) => t.conditions)).size).toBeGreaterThan(12);
  });

  it('is busier at the open than later', async () => {
    const records = await take({ rate: 5 }, 0, (r) => r.ts > Date.UTC(2026, 10, 20, 15, 40));
    const during = (from: number, to: number) => records.filter((r) => r.kind === 'trade' && r.ts >= from && r.ts < to).length;
    const open = Date.UTC(2026, 10, 20, 14, 30);
    expect(during(open, open + MINUTE)).toBeGreaterThan(1.5 * during(open + 65 * MINUTE, open + 66 * MINUTE));
    const rate = during(open + 60 * MINUTE, open + 70 * MINUTE) / 600;
    expect(rate).toBeGreaterThan(4.5);
    expect(rate).toBeLessThan(5.5);
  });

  it('sweeps over several exchanges within milliseconds', async () => {
    const records = await take({ rate: 100 }, 0, (r) => r.ts > Date.UTC(2026, 10, 20, 14, 31));
    const iso = records.filter((r) => r.kind === 'trade' && r.value.includes('"conditions":["S"]'));
    const bursts = iso.filter((r, i) => {
      const next = iso[i + 2];
      return next !== undefined && next.ts - r.ts < 3 && next.underlying === r.underlying;
    });
    expect(bursts.length).toBeGreaterThan(20);
  });

  it('begins with the most recent trading day', () => {
    expect(latestTradingDay(Date.UTC(2026, 10, 22, 20))).toBe(FRIDAY);
    expect(latestTradingDay(Date.UTC(2026, 10, 20, 9))).toBe(FRIDAY);
    expect(latestTradingDay(Date.UTC(2026, 10, 26, 18))).toBe(dayNumber(2026, 11, 25));
  });
});
