import { type Flag, type IsoDate, nextTick, rankOf, type Right, type Row, type Sentiment, type Side, toRow, tradeId, type ContractSymbol } from '@tapewire/contracts';

const NAMES: readonly (readonly [string, number])[] = [
  ['SPY', 662], ['NVDA', 178], ['TSLA', 412], ['QQQ', 598], ['AAPL', 271], ['AMD', 231], ['META', 702], ['PLTR', 171], ['AMZN', 231], ['SPX', 6610], ['MSTR', 244], ['COIN', 301],
];
const EXPIRATIONS: readonly (readonly [string, number])[] = [['2026-11-20', 0], ['2026-11-27', 7], ['2026-12-18', 28], ['2027-01-15', 56], ['2028-01-21', 427]];
const SIDES: readonly Side[] = ['ask', 'ask', 'ask', 'bid', 'bid', 'bid', 'mid', 'mid', 'aboveAsk', 'belowBid', 'none'];

/** Plausible rows from a seed, one after the other; times run from 9:30 New York of a fixed day. */
export class RandomTrades {
  #state: number;
  #offset = 0;
  #ts: number;
  readonly #partitions: number;
  #order: { id: string; prints: number; left: number; make: (prints: number) => Row } | undefined;

  constructor(seed = 1, partitions = 4, startTs = Date.UTC(2026, 10, 20, 14, 30)) {
    this.#state = seed;
    this.#partitions = partitions;
    this.#ts = startTs;
  }

  /** The next row, `ms` after the one before. */
  next(ms = this.#random() * 40): Row {
    this.#ts += ms;
    const order = this.#order;
    if (order !== undefined && order.left > 0) {
      order.left -= 1;
      order.prints += 1;
      return order.make(order.prints);
    }
    this.#order = undefined;
    return this.#fresh();
  }

  #fresh(): Row {
    const [underlying, level] = this.#pick(NAMES, 1.6);
    const [exp, dte] = this.#pick(EXPIRATIONS, 1.4);
    const right: Right = this.#random() < 0.57 ? 'C' : 'P';
    const spot = Math.round(level * (1 + (this.#random() - 0.5) * 0.004) * 100) / 100;
    const step = level > 1000 ? 25 : level > 300 ? 5 : 2.5;
    const strike = Math.round((level * (1 + (right === 'C' ? 1 : -1) * this.#random() * 0.09)) / step) * step;
    const otm = Math.round((right === 'C' ? strike / spot - 1 : 1 - strike / spot) * 10_000) / 100;
    const ask = Math.max(0.05, Math.round(level * 0.02 * Math.exp(-Math.max(0, otm) / 4) * (1 + dte / 60) * 100) / 100);
    const bid = Math.max(0.01, Math.round((ask - Math.max(0.02, ask * 0.03)) * 100) / 100);
    const side = SIDES[Math.floor(this.#random() * SIDES.length)] ?? 'mid';
    const price = { ask, aboveAsk: ask + 0.05, bid, belowBid: Math.max(0.01, bid - 0.05), mid: Math.round((bid + ask) * 50) / 100, none: bid }[side];
    const burst = this.#random();
    const sweep = burst < 0.06;
    const size = Math.max(1, Math.round(Math.exp(this.#random() * (burst < 0.12 ? 7.5 : 3.5))));
    const oi = Math.floor(Math.exp(4 + this.#random() * 6));
    const volume = Math.floor(Math.exp(3 + this.#random() * 6)) + size;
    const multileg = burst > 0.93;
    const flags: Flag[] = [];
    if (sweep) flags.push('iso', 'sweep');
    if (size > 400 && !sweep) flags.push('block');
    if (multileg) flags.push('multileg');
    if (size > oi + volume - size) flags.push('opening');
    if (burst < 0.004) flags.push('golden');
    const bought = side === 'ask' || side === 'aboveAsk';
    const sold = side === 'bid' || side === 'belowBid';
    const sentiment: Sentiment = multileg || (!bought && !sold) ? 'neutral' : (right === 'C') === bought ? 'bullish' : 'bearish';
    const orderId = `o${this.#offset}`;
    const make = (prints: number): Row => {
      const off = Math.floor(this.#offset / this.#partitions);
      const p = this.#offset++ % this.#partitions;
      const recvTs = this.#ts + 2;
      const premium = Math.round(price * size * 10_000) / 100;
      return toRow({
        id: tradeId(p, off), kind: 'trade', ts: this.#ts, recvTs, tsNs: `${Math.floor(this.#ts)}000000`, contract: osi(underlying, exp, right, strike), underlying, root: underlying,
        exp: exp as IsoDate, right, strike, multiplier: 100, price: Math.round(price * 100) / 100, size, premium, exchange: 'CNPQWXZ'[off % 7] ?? 'C', conditions: sweep ? ['a'] : [], tradeDate: '2026-11-20' as IsoDate,
        bid, ask, side, sentiment, spot, otm, dte, iv: 0.2 + this.#random() * 0.6, delta: (right === 'C' ? 1 : -1) * Math.max(0.02, 0.5 - otm / 25), volume, oi, volOi: Math.round((volume / oi) * 100) / 100, flags,
        ...(sweep ? { order: { id: orderId, prints, exchanges: Math.min(prints, 6), size: size * prints, premium: premium * prints } } : {}),
        score: Math.min(99, Math.round(Math.log10(premium + 1) * 14 + (sweep ? 15 : 0))), rank: rankOf(nextTick(recvTs, 0) + Math.floor(off / 1000), p),
      });
    };
    if (sweep) this.#order = { id: orderId, prints: 1, left: 2 + Math.floor(this.#random() * 6), make };
    return make(1);
  }

  #pick<T>(items: readonly T[], skew: number): T {
    const item = items[Math.floor(this.#random() ** skew * items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  /** Mulberry32. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
}

const osi = (root: string, exp: string, right: Right, strike: number): ContractSymbol =>
  `${root}${exp.slice(2).replaceAll('-', '')}${right}${String(Math.round(strike * 1000)).padStart(8, '0')}` as ContractSymbol;
