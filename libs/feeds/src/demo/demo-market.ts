import type { FeedInfo, RawKind } from '@tapewire/contracts';
import { type DayNumber, isoDate, isTradingDay, newYorkDay, nextTradingDay, parseIsoDate, previousTradingDay, regularOpen } from '@tapewire/market';
import { CONTROL_SOURCE, encodeControl } from '../control/control-codec.ts';
import { genericCodec } from '../generic/generic-codec.ts';
import { EVERY_UNDERLYING, type FeedSource, type SourceRecord } from '../source/feed-source.ts';
import { openInterestOf, symbolOf } from './chain.ts';
import { DayMarket } from './day-market.ts';
import { issueOf } from './issues.ts';
import { drawPrints } from './orders.ts';
import { OrderDraw, type Print } from './prints.ts';
import { DEMO_RATE } from './quotes.ts';
import { hash, Random } from './random.ts';
import { TradeCounts } from './schedule.ts';
import { UNIVERSE } from './universe.ts';

export interface DemoOptions {
  readonly seed: number;
  /** Trades a second once the opening is over. */
  readonly rate: number;
  /** The first trading day. */
  readonly start: DayNumber;
}

const SECOND_MS = 1000;
const LAST_NS = 999_999_999;
/** Each underlying's price is published this often, in seconds. */
const TICK_EVERY = 5;
const TICKS = Math.ceil(UNIVERSE.length / TICK_EVERY);
const BATCH_RECORDS = 1000;

const demoPrefix = ({ seed, rate }: Omit<DemoOptions, 'start'>): string => `demo-${seed}-${rate}-`;

/** The first day of a demo line of this seed and rate; undefined when the line is another. */
export function demoStart(line: string, options: Omit<DemoOptions, 'start'>): DayNumber | undefined {
  const prefix = demoPrefix(options);
  return line.startsWith(prefix) ? parseIsoDate(line.slice(prefix.length)) : undefined;
}

/** The most recent trading day at an instant, epoch milliseconds. */
export function latestTradingDay(now: number): DayNumber {
  const today = newYorkDay(now);
  return isTradingDay(today) ? today : previousTradingDay(today);
}

/**
 * A synthetic market: real names, plausible chains, quotes that follow their underlyings, and a flow with the mixture of
 * the real one. It is a function of seed, rate and first day: every second has a seed of its own, so that the market goes
 * on from any record without replaying what came before. Its day begins at 9:30, and the next one when it is over.
 */
export class DemoMarket implements FeedSource {
  readonly line: string;
  readonly info: FeedInfo = { name: 'Demo market', source: genericCodec.source, delay: 0, lacks: [] };
  readonly begin: number;
  readonly start: number;
  readonly skipsNights = true;
  readonly #options: DemoOptions;

  constructor(options: DemoOptions) {
    this.#options = options;
    this.line = `${demoPrefix(options)}${isoDate(options.start)}`;
    this.begin = this.start = regularOpen(options.start);
  }

  async *records(acked: number): AsyncGenerator<readonly SourceRecord[]> {
    let n = 0;
    for (let day = this.#options.start, index = 0; ; day = nextTradingDay(day), index++) {
      const market = new DayMarket(this.#options.seed, day, index);
      for (const make of this.#morning(market)) {
        n += make.count;
        if (n > acked) yield* batches(make.records(n - make.count), acked);
      }
      const counts = new TradeCounts(hash(this.#options.seed, day), this.#options.rate, market.close);
      for (let second = 0; second < market.end; second++) {
        const trades = counts.next();
        const before = n;
        n += TICKS + trades;
        if (n > acked) yield* batches(this.#second(market, second, trades, before), acked);
      }
      await Promise.resolve();
    }
  }

  /** What is known before the open: the rate, and of each underlying its kind, previous close and open interest. */
  #morning(market: DayMarket): { count: number; records: (before: number) => SourceRecord[] }[] {
    const { seed } = this.#options;
    const ts = market.open;
    const control = (n: number, underlying: string, reference: Parameters<typeof encodeControl>[0]): SourceRecord =>
      ({ n, ts, underlying, source: CONTROL_SOURCE, kind: 'reference', value: encodeControl(reference) });
    const date = isoDate(market.day);
    const sets = market.chains.map(({ underlying, expirations }) => {
      const options = expirations.flatMap((e) => e.strikes.flatMap((strike) => (['C', 'P'] as const).map((right) => ({ e, strike, right }))));
      const spot = market.paths.open(underlying);
      return {
        count: options.length + 3,
        records: (before: number) => [
          control(before + 1, underlying.ticker, { kind: 'reference', reference: { type: 'issue', underlying: underlying.ticker, ...issueOf(underlying.ticker) } }),
          control(before + 2, underlying.ticker, { kind: 'reference', reference: { type: 'previousClose', underlying: underlying.ticker, price: market.paths.previousClose(underlying), date: isoDate(previousTradingDay(market.day)) } }),
          ...options.map(({ e, strike, right }, i) => this.#record(before + i + 3, ts, underlying.ticker, 'openInterest', {
            type: 'openInterest', symbol: symbolOf(e, right, strike), oi: openInterestOf(seed, underlying, e, right, strike, spot, market.day), date,
          })),
          control(before + options.length + 3, underlying.ticker, { kind: 'reference', reference: { type: 'openInterestComplete', date, underlying: underlying.ticker } }),
        ],
      };
    });
    return [
      { count: 1, records: (before) => [control(before + 1, EVERY_UNDERLYING, { kind: 'reference', reference: { type: 'rate', rate: DEMO_RATE } })] },
      ...sets,
    ];
  }

  #second(market: DayMarket, second: number, trades: number, before: number): SourceRecord[] {
    const draw = new OrderDraw(market, second, new Random(this.#options.seed, market.day, second, 6));
    const prints = drawPrints(draw, trades);
    return [
      ...this.#ticks(market, second, before),
      ...prints.map((print, i) => this.#print(market, second, print, before + TICKS + i + 1)),
    ];
  }

  /** Prices of a fifth of the underlyings, so that each comes every five seconds. */
  #ticks(market: DayMarket, second: number, before: number): SourceRecord[] {
    const ts = market.open + second * SECOND_MS;
    return Array.from({ length: TICKS }, (_, i) => {
      const underlying = UNIVERSE[(i * TICK_EVERY + (second % TICK_EVERY)) % UNIVERSE.length] ?? UNIVERSE[0];
      if (underlying === undefined) throw new RangeError('expected an underlying, was none');
      return this.#record(before + i + 1, ts, underlying.ticker, 'underlying', {
        type: 'underlying', symbol: underlying.ticker, ts, price: market.paths.spot(underlying, second),
      });
    });
  }

  #print(market: DayMarket, second: number, print: Print, n: number): SourceRecord {
    const { option, market: { quote, spot } } = print;
    const at = Math.min(Math.floor(print.at), LAST_NS);
    const ts = market.open + second * SECOND_MS;
    return this.#record(n, ts + Math.floor(at / 1000) / 1000, option.underlying.ticker, print.type, {
      type: print.type, symbol: symbolOf(option.expiration, option.right, option.strike), price: print.price, size: print.size,
      ts: `${ts / SECOND_MS}${String(at).padStart(9, '0')}`, exchange: print.exchange, conditions: [print.condition],
      bid: quote.bid, ask: quote.ask, bidSize: quote.bidSize, askSize: quote.askSize, spot, seq: n,
    });
  }

  #record(n: number, ts: number, underlying: string, kind: RawKind, value: object): SourceRecord {
    return { n, ts, underlying, source: genericCodec.source, kind, key: `${this.line}:${n}`, value: JSON.stringify(value) };
  }
}

/** Records after `acked`, in batches. */
function* batches(records: readonly SourceRecord[], acked: number): Generator<readonly SourceRecord[]> {
  const rest = records.filter((record) => record.n > acked);
  for (let from = 0; from < rest.length; from += BATCH_RECORDS) yield rest.slice(from, from + BATCH_RECORDS);
}
