import type { Quote } from '@tapewire/contracts';
import type { DayMarket, Market, Option } from './day-market.ts';
import { EXCHANGES_BY_SHARE, FLOORS } from './exchanges.ts';
import { tickAt } from './quotes.ts';
import type { Random } from './random.ts';

/** A print before it is written down. */
export interface Print {
  readonly type: 'trade' | 'cancel';
  /** Nanoseconds after its second began. */
  readonly at: number;
  readonly option: Option;
  readonly price: number;
  readonly size: number;
  readonly exchange: string;
  readonly condition: string;
  readonly market: Market;
}

/** What an order wants, before it is split into prints. */
export interface Order {
  readonly at: number;
  readonly option: Option;
  readonly market: Market;
  readonly price: number;
  readonly size: number;
}

const SECOND_NS = 1e9;
/** Most prints of one contract a second keeps; larger premiums come from whales. */
const ORDINARY_PREMIUM = 250_000;
const CONTRACT = 100;
/** How often a very large order comes, and how large: a Pareto tail over half a million dollars. */
const WHALE = 1 / 5000;
const WHALE_LEAST = 500_000;
const WHALE_ALPHA = 1.25;
const WHALE_MOST = 22_000_000;

const cents = (price: number): number => Math.round(price * 100) / 100;

/** Draws orders and their prices for one second. */
export class OrderDraw {
  readonly random: Random;
  readonly #day: DayMarket;
  readonly #second: number;

  constructor(day: DayMarket, second: number, random: Random) {
    this.#day = day;
    this.#second = second;
    this.random = random;
  }

  order(): Order & { readonly isWhale: boolean } {
    const { random } = this;
    const at = Math.floor(random.next() * (SECOND_NS - 1));
    const option = this.#day.pick(random, this.#second);
    const market = this.marketOf(option, at);
    const price = this.priceIn(market.quote, option);
    const isWhale = price >= 0.15 && random.chance(WHALE);
    return { at, option, market, price, size: isWhale ? this.#whaleSize(price) : this.#size(price), isWhale };
  }

  /** Another contract of the same underlying at the same moment. */
  sibling(order: Order): Order {
    const option = this.#day.pickFrom(this.#day.chainOf(order.option), this.random, this.#second);
    return this.at(order, option);
  }

  /** The same order in another contract. */
  at(order: Order, option: Option): Order {
    const market = this.marketOf(option, order.at);
    return { ...order, option, market, price: this.priceIn(market.quote, option) };
  }

  marketOf(option: Option, at: number): Market {
    return this.#day.market(option, this.#second + at / SECOND_NS, this.random);
  }

  exchange({ underlying }: Option): string {
    return underlying.single ? 'C' : this.random.pick(EXCHANGES_BY_SHARE);
  }

  floor({ underlying }: Option): string {
    return underlying.single ? 'C' : this.random.pick(FLOORS);
  }

  /** Where in the spread a print falls: mostly at the quote, sometimes between, seldom outside. */
  priceIn(quote: Quote, { underlying }: Option): number {
    const { random } = this;
    const draw = random.next();
    const tick = tickAt(underlying.ticks, quote.ask);
    if (draw < 0.43 || quote.bid === 0) return quote.ask;
    if (draw < 0.82) return quote.bid;
    if (draw < 0.985) return between(quote, random);
    return draw < 0.993 ? cents(quote.ask + tick) : cents(Math.max(tick, quote.bid - tick));
  }

  #size(price: number): number {
    const most = Math.max(1, ORDINARY_PREMIUM / (Math.max(price, 0.01) * CONTRACT));
    return Math.max(1, Math.min(Math.floor(this.random.pareto(1, 0.85)), Math.floor(most), 4000));
  }

  #whaleSize(price: number): number {
    return Math.ceil(Math.min(this.random.pareto(WHALE_LEAST, WHALE_ALPHA), WHALE_MOST) / (price * CONTRACT));
  }
}

/** A price inside the spread, in cents; the bid where there is nothing between. */
function between({ bid, ask }: Quote, random: Random): number {
  const room = Math.round((ask - bid) * 100);
  if (room < 2) return bid;
  const place = random.chance(0.5) ? Math.round(room / 2) : random.integer(1, room - 1);
  return cents(bid + place / 100);
}
