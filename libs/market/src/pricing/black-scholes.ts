import type { Right } from '@tapewire/contracts';
import { normalCdf, normalDensity } from './normal.ts';

/** A European option as Black–Scholes sees it. Money in US dollars; no dividends. */
export interface PricedOption {
  readonly right: Right;
  readonly spot: number;
  readonly strike: number;
  /** Time to settlement in years of 365 days. */
  readonly years: number;
  /** Continuously compounded, 0.04 = 4 %. */
  readonly rate: number;
}

export interface Greeks {
  /** Per dollar of the underlying. */
  readonly delta: number;
  /** Change of delta per dollar. */
  readonly gamma: number;
  /** Dollars a calendar day. */
  readonly theta: number;
  /** Dollars per percentage point of volatility. */
  readonly vega: number;
}

/** Black–Scholes price at a volatility (0.2 = 20 % a year). */
export function price(option: PricedOption, volatility: number): number {
  const { right, spot, strike, years, rate } = option;
  const discounted = strike * Math.exp(-rate * years);
  const spread = volatility * Math.sqrt(years);
  const d1 = Math.log(spot / discounted) / spread + spread / 2;
  const d2 = d1 - spread;
  return right === 'C'
    ? spot * normalCdf(d1) - discounted * normalCdf(d2)
    : discounted * normalCdf(-d2) - spot * normalCdf(-d1);
}

/** Delta, gamma, theta and vega at a volatility (Hull, Options, Futures and Other Derivatives, chapter 19). */
export function greeks(option: PricedOption, volatility: number): Greeks {
  const { right, spot, strike, years, rate } = option;
  const discounted = strike * Math.exp(-rate * years);
  const root = Math.sqrt(years);
  const spread = volatility * root;
  const d1 = Math.log(spot / discounted) / spread + spread / 2;
  const d2 = d1 - spread;
  const density = normalDensity(d1);
  const decay = (-spot * density * volatility) / (2 * root);
  const carry = right === 'C' ? -rate * discounted * normalCdf(d2) : rate * discounted * normalCdf(-d2);
  return {
    delta: right === 'C' ? normalCdf(d1) : normalCdf(d1) - 1,
    gamma: density / (spot * spread),
    theta: (decay + carry) / 365,
    vega: (spot * density * root) / 100,
  };
}
