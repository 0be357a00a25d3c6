import type { Right } from '@tapewire/contracts';
import type { Option } from './day-market.ts';
import type { Order, OrderDraw, Print } from './prints.ts';
import { tickAt } from './quotes.ts';
import { type Random, type Weighted, weighted } from './random.ts';

/** Makes the prints of one order. Conditions are OPRA letters. */
type Execution = (order: Order, draw: OrderDraw) => Print[];

const MILLISECOND_NS = 1e6;

const print = ({ at, option, market, price, size }: Order, exchange: string, condition: string): Print =>
  ({ type: 'trade', at, option, market, price, size, exchange, condition });

/** Where there is one exchange there is nothing to sweep. */
const WITHOUT_SWEEP: Readonly<Partial<Record<string, string>>> = { S: 'I', b: 'a' };

/** One print, by what it was: electronic, auction, floor, … */
const single = (condition: string): Execution => (order, draw) =>
  [print(order, draw.exchange(order.option), order.option.underlying.single ? (WITHOUT_SWEEP[condition] ?? condition) : condition)];
const onFloor = (condition: string): Execution => (order, draw) => [print(order, draw.floor(order.option), condition)];

const LARGE_PREMIUM = 900_000;
const CONTRACT = 100;

/** A large order bargained for: some hundred contracts, as far as money goes. */
const large = (execution: Execution, typical: number): Execution => (order, draw) => {
  const affordable = Math.ceil(LARGE_PREMIUM / (order.price * CONTRACT));
  return execution({ ...order, size: Math.max(order.size, Math.min(affordable, Math.round(draw.random.logNormal(typical, 0.7)))) }, draw);
};

/** Sizes of the parts of an order: uneven, their sum is its size. */
function parts(size: number, count: number, random: Random): number[] {
  const weights = Array.from({ length: count }, () => 0.2 + random.next());
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => Math.max(1, Math.round((size * weight) / total)));
}

/** An order that one exchange fills in parts. */
const split: Execution = (order, draw) => {
  const exchange = draw.exchange(order.option);
  const count = draw.random.integer(2, 5);
  let at = order.at;
  return parts(Math.max(order.size, count * 2), count, draw.random).map((size) => {
    at += Math.floor(draw.random.next() * 0.2 * MILLISECOND_NS);
    return print({ ...order, at, size }, exchange, 'I');
  });
};

/** An intermarket sweep: several exchanges within milliseconds, at the quote and, for the rest, a step through it. */
const sweep: Execution = (order, draw) => {
  if (order.option.underlying.single) return split(order, draw);
  const { random } = draw;
  const { bid, ask } = order.market.quote;
  const isBuy = bid === 0 || random.chance(0.58);
  const price = isBuy ? ask : bid;
  const tick = tickAt(order.option.underlying.ticks, price);
  const count = random.integer(3, 9);
  const size = Math.max(order.size, count * random.integer(2, 15));
  let at = order.at;
  return parts(size, count, random).map((part, i) => {
    at += Math.floor(random.next() * 0.6 * MILLISECOND_NS);
    const through = i >= count - 2 && random.chance(0.35) ? tick : 0;
    const paid = Math.max(tick, Math.round((isBuy ? price + through : price - through) * 100) / 100);
    return print({ ...order, at, price: paid, size: part }, draw.exchange(order.option), 'S');
  });
};

/** The same contract hit again and again within a second. */
const repeat: Execution = (order, draw) => {
  const price = order.market.quote.ask;
  let at = order.at * 0.4;
  return Array.from({ length: draw.random.integer(5, 9) }, () => {
    at += Math.floor((20 + 60 * draw.random.next()) * MILLISECOND_NS);
    return print({ ...order, at: Math.floor(at), price, size: draw.random.integer(5, 60) }, draw.exchange(order.option), 'I');
  });
};

/** Legs of one package, at one moment on one exchange with one condition. */
const legs = (condition: string): Execution => (order, draw) => {
  const exchange = condition === 'i' ? draw.floor(order.option) : draw.exchange(order.option);
  return otherLegs(order, draw).map((leg, i) => print({ ...leg, at: order.at + i * 1000 }, exchange, condition));
};

function otherLegs(order: Order, draw: OrderDraw): Order[] {
  const { option } = order;
  const { strikes } = option.expiration;
  const place = strikes.indexOf(option.strike);
  const other: Right = option.right === 'C' ? 'P' : 'C';
  const shape = draw.random.next();
  const strike = (by: number): number => strikes[Math.max(0, Math.min(strikes.length - 1, place + by))] ?? option.strike;
  const leg = (change: Partial<Option>): Order => draw.at(order, { ...option, ...change });
  if (shape < 0.55) return [order, leg({ strike: strike(option.right === 'C' ? 2 : -2) })];
  if (shape < 0.7) return [order, leg({ right: other })];
  if (shape < 0.8) return [order, leg({ right: other, strike: strike(other === 'C' ? 3 : -3) })];
  if (shape < 0.9) return [order, draw.sibling(order)];
  return [leg({ strike: strike(-2) }), leg({ strike: strike(-1) }), leg({ right: other, strike: strike(1) }), leg({ right: other, strike: strike(2) })];
}

/** What orders are, by how often they come among a thousand. */
const KINDS: readonly (readonly [share: number, execution: Execution])[] = [
  [652, single('I')], [50, single('S')], [58, split], [58, sweep], [65, single('a')], [12, single('b')],
  [38, legs('f')], [14, legs('g')], [16, single('j')], [5, single('l')], [5, legs('i')], [1, single('m')],
  [6, large(single('I'), 350)], [4, large(onFloor('e'), 400)], [3, large(single('c'), 500)], [1, large(legs('h'), 400)],
  [3, single('n')], [1, large(onFloor('p'), 300)], [1, single('q')], [6, repeat], [0.7, single('B')], [0.3, single('D')],
];

const ORDINARY: Weighted<Execution> = weighted(KINDS.map(([, execution]) => execution), (execution) => KINDS.find(([, e]) => e === execution)?.[0] ?? 0);
const OF_WHALES: Weighted<Execution> = weighted([sweep, single('I'), single('a'), onFloor('e'), legs('f'), legs('i'), single('c')], (execution) => (execution === sweep ? 3 : 1));

/** Share of prints that are taken back within their second. */
const CANCELLED = 0.0004;

/** The prints of one second, exactly `count` of them, in order of time. */
export function drawPrints(draw: OrderDraw, count: number): Print[] {
  const prints: Print[] = [];
  while (prints.length < count) {
    const order = draw.order();
    prints.push(...draw.random.pick(order.isWhale ? OF_WHALES : ORDINARY)(order, draw));
    const last = prints.at(-1);
    if (last !== undefined && draw.random.chance(CANCELLED)) {
      prints.push({ ...last, type: 'cancel', condition: 'A', at: last.at + 40 * MILLISECOND_NS });
    }
  }
  return prints.slice(0, count).sort((a, b) => a.at - b.at);
}
