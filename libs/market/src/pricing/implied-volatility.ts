import { price, type PricedOption } from './black-scholes.ts';
import { normalDensity } from './normal.ts';

export const VOLATILITY_MIN = 1e-4;
export const VOLATILITY_MAX = 50;
/** Time value below this share of the spot says nothing about volatility in double precision. */
export const TIME_VALUE_MIN = 1e-9;
const STEPS_MAX = 100;
const CLOSE_ENOUGH = 1e-12;
const SQRT_2PI = 2.5066282746310002;

/**
 * The volatility at which Black–Scholes gives `paid`; undefined where there is none (at or below discounted intrinsic value, at
 * or above the price at infinite volatility) or where the price carries no information about it.
 *
 * In-the-money prices are turned into the out-of-the-money option of equal volatility by parity, so that only time value
 * is solved for. Newton's method on the logarithm of the price, kept inside a bracket: a step that leaves it is a bisection.
 */
export function impliedVolatility(option: PricedOption, paid: number): number | undefined {
  const { right, spot, strike, years, rate } = option;
  if (!(spot > 0 && strike > 0 && years > 0 && paid > 0)) return undefined;
  const discounted = strike * Math.exp(-rate * years);
  const inTheMoney = right === 'C' ? spot - discounted : discounted - spot;
  const target = inTheMoney > 0 ? paid - inTheMoney : paid;
  const most = Math.min(spot, discounted);
  if (!(target > TIME_VALUE_MIN * spot && target < most)) return undefined;
  const outside: PricedOption = inTheMoney > 0 ? { ...option, right: right === 'C' ? 'P' : 'C' } : option;
  return solve(outside, discounted, target);
}

function solve(option: PricedOption, discounted: number, target: number): number | undefined {
  const root = Math.sqrt(option.years);
  const moneyness = Math.log(option.spot / discounted);
  let low = VOLATILITY_MIN;
  let high = VOLATILITY_MAX;
  if (price(option, high) < target || price(option, low) > target) return undefined;
  // Start at the inflection of the price (Manaster and Koehler); at the money it is 0, where the price is linear in volatility.
  const flat = (SQRT_2PI * target) / (Math.sqrt(option.spot * discounted) * root);
  let volatility = clamp(Math.max(Math.sqrt(2 * Math.abs(moneyness)) / root, flat), low, high);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const value = price(option, volatility);
    if (Math.abs(value - target) <= CLOSE_ENOUGH * target) break;
    if (value > target) high = volatility;
    else low = volatility;
    if (high - low <= CLOSE_ENOUGH * low) break;
    const spread = volatility * root;
    const vega = option.spot * normalDensity(moneyness / spread + spread / 2) * root;
    const next = volatility - (value * Math.log(value / target)) / vega;
    volatility = next > low && next < high ? next : (low + high) / 2;
  }
  return volatility;
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
