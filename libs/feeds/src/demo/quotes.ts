import type { Quote, Right } from '@tapewire/contracts';
import { price as blackScholes } from '@tapewire/market';
import type { Expiration } from './chain.ts';
import type { Random } from './random.ts';
import type { TickClass, Underlying } from './universe.ts';

/** Interest rate of the demo market. */
export const DEMO_RATE = 0.037;

const YEAR_MS = 365 * 86_400_000;
const MINUTE_MS = 60_000;
const CHEAP = 3;

/** The price step at a price. */
export function tickAt(ticks: TickClass, price: number): number {
  if (ticks === 'fine') return 0.01;
  if (ticks === 'penny') return price < CHEAP ? 0.01 : 0.05;
  return price < CHEAP ? 0.05 : 0.1;
}

const cents = (price: number): number => Math.round(price * 100) / 100;

/** Volatility of a strike: a smile over deviations from the money, steeper below it for indices, higher in the last hours. */
function volatility(underlying: Underlying, strike: number, spot: number, years: number, factor: number): number {
  const base = underlying.vol * factor;
  const z = Math.max(-4, Math.min(4, Math.log(strike / spot) / (base * Math.sqrt(years))));
  const skew = underlying.single || underlying.late ? 0.075 : 0.04;
  const nearTerm = 1 + 0.45 * Math.exp(-years * 150);
  return Math.max(0.04, base * nearTerm * (1 - skew * z + 0.022 * z * z));
}

/** What an option is worth. */
export function theoretical(underlying: Underlying, expiration: Expiration, right: Right, strike: number, spot: number, ts: number, factor: number): number {
  const years = Math.max(expiration.settles - ts, MINUTE_MS) / YEAR_MS;
  const vol = volatility(underlying, strike, spot, years, factor);
  return Math.max(0, blackScholes({ right, spot, strike, years, rate: DEMO_RATE }, vol));
}

/** The best bid and offer around a value: wider for dear options and quiet names, on the price steps, never crossed. */
export function quoteAround(underlying: Underlying, value: number, random: Random): Quote {
  const tick = tickAt(underlying.ticks, value);
  const liquidity = Math.sqrt(underlying.heat);
  const width = Math.max(tick, value * (0.004 + 0.11 / liquidity) * random.logNormal(0.7, 0.35));
  const bid = Math.max(0, Math.floor((value - width / 2) / tick + 1e-9) * tick);
  const ask = Math.max(bid + tick, Math.ceil((value + width / 2) / tick - 1e-9) * tick);
  const size = (): number => Math.max(1, Math.round(random.logNormal(4 + 3 * liquidity, 0.9)));
  return { bid: cents(bid), ask: cents(ask), bidSize: bid === 0 ? 0 : size(), askSize: size() };
}
