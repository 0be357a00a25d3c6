import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { ContractSymbol, FeedEvent, FlowMinute, Trade } from '@tapewire/contracts';
import { sharedData } from '@tapewire/testkit';
import { PartitionTape } from '../src/tape.ts';
import { DEFAULT_TAPE_CONFIG } from '../src/tape-config.ts';

interface Timed {
  readonly at: number;
  readonly event: FeedEvent;
}

function rows(folder: string, file: string): string[][] {
  try {
    return gunzipSync(readFileSync(join(folder, file))).toString().trim().split('\n').slice(1).map((line) => line.split(','));
  } catch {
    return [];
  }
}

const contract = (ticker = ''): ContractSymbol => ticker.slice(2) as ContractSymbol;
const ms = (nanos = ''): number => Number(nanos.slice(0, -6));

/** The events of a day: open interest first; at one time, underlying and quotes before trades. */
function eventsOf(folder: string, underlying: string): FeedEvent[] {
  const interest = rows(folder, 'open-interest.csv.gz').map(([t, oi]): FeedEvent => ({ kind: 'openInterest', contract: contract(t), oi: Number(oi) }));
  const timed: Timed[] = [
    ...rows(folder, 'underlying.csv.gz').map(([ns, price]): Timed => ({ at: ms(ns), event: { kind: 'underlying', underlying, ts: ms(ns), price: Number(price) } })),
    ...rows(folder, 'quotes.csv.gz').map(([t, ns, bid, bidSize, ask, askSize]): Timed => {
      const quote = { bid: Number(bid), ask: Number(ask), bidSize: Number(bidSize), askSize: Number(askSize) };
      return { at: ms(ns), event: { kind: 'quote', contract: contract(t), ts: ms(ns), quote } };
    }),
    ...rows(folder, 'trades.csv.gz').map(([t, , , , price, ns = '', size]): Timed =>
      ({ at: ms(ns) + 0.5, event: { kind: 'trade', contract: contract(t), price: Number(price), size: Number(size), tsNs: ns } })),
  ];
  return [...interest, ...timed.sort((a, b) => a.at - b.at).map(({ event }) => event)];
}

interface Day {
  readonly trades: Trade[];
  readonly market: FlowMinute[];
  readonly rejects: string[];
}

function run(name: string, underlying: string): Day | undefined {
  const folder = sharedData(name);
  if (folder === undefined) {
    process.stdout.write(`skipped: no ${name} beside the repository\n`);
    return undefined;
  }
  const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
  const day: Day = { trades: [], market: [], rejects: [] };
  const minutes = new Map<number, FlowMinute>();
  const events = eventsOf(folder, underlying);
  const last: FeedEvent = { kind: 'clock', ts: Date.UTC(2014, 5, 7), line: 'file', acked: 0 };
  for (const [off, event] of [...events, last].entries()) {
    const { trades, flow, reject } = tape.apply(event, { off, recvTs: Date.UTC(2026, 0, 5) + off, kind: event.kind, key: `file:${off}` });
    day.trades.push(...trades);
    if (reject !== undefined) day.rejects.push(reject);
    for (const f of flow) if (f.type === 'minute' && f.underlying === '*') minutes.set(f.minute, f);
  }
  day.market.push(...minutes.values());
  return day;
}

const sum = (trades: readonly Trade[], right: string, of: (t: Trade) => number): number =>
  trades.filter((t) => t.right === right).reduce((total, t) => total + of(t), 0);

describe('a real day', () => {
  // The figures of a ten-line Python script over the same files.
  test.each([
    ['aapl-20140606', 'AAPL', 22_067, 219_386, 128_566, 254_489_228, 49_144_961, 'AAPL140606C00650000', 33_805, 0.586],
    ['twx-20140605', 'TWX', 79, 4_890, 360, 3_101_664, 42_333, 'TWX141018C00065000', 3_688, 0.0736],
  ])('%s: trades, volume, premium by right, put/call ratio and the busiest contract are those of the files', (name, ticker, count, calls, puts, callPremium, putPremium, busiest, volume, ratio) => {
    const day = run(name, ticker);
    if (day === undefined) return;
    expect(day.rejects).toEqual([]);
    expect(day.trades).toHaveLength(count);
    expect([sum(day.trades, 'C', (t) => t.size), sum(day.trades, 'P', (t) => t.size)]).toEqual([calls, puts]);
    expect([sum(day.trades, 'C', (t) => t.premium ?? 0), sum(day.trades, 'P', (t) => t.premium ?? 0)]).toEqual([callPremium, putPremium]);
    expect(puts / calls).toBeCloseTo(ratio, 4);
    expect(Math.max(...day.trades.filter((t) => t.contract === busiest).map((t) => t.volume))).toBe(volume);
    const flow = (right: 'calls' | 'puts', field: 'volume' | 'premium'): number =>
      day.market.reduce((total, m) => total + Object.values(m[right]).reduce((all, sums) => all + sums[field], 0), 0);
    expect([flow('calls', 'volume'), flow('puts', 'volume'), flow('calls', 'premium'), flow('puts', 'premium')]).toEqual([calls, puts, callPremium, putPremium]);
  });

  test('twx-20140605 has side, spot, volatility and open interest from its files', () => {
    const day = run('twx-20140605', 'TWX');
    if (day === undefined) return;
    const trade = day.trades.find((t) => t.contract === 'TWX141018C00065000' && t.volume === 3_688);
    expect(trade).toMatchObject({ bid: 7.1, ask: 7.4, fill: 0.333333, side: 'mid', spot: 70.88, otm: -8.295711, oi: 306, dte: 135, expType: 'monthly' });
    expect(day.trades.filter((t) => t.iv !== undefined).length).toBeGreaterThan(60);
  });
});
