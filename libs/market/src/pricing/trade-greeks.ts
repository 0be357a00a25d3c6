import { significant } from '../money.ts';
import type { TradedContract } from '../state/contract-book.ts';
import type { Draft } from '../enrich.ts';
import { greeks, type PricedOption } from './black-scholes.ts';
import { impliedVolatility } from './implied-volatility.ts';

const YEAR_MS = 365 * 86_400_000;
/** Below a cent a price is an accommodation ("cabinet") and tells nothing of volatility. */
const CABINET = 0.01;

/**
 * Volatility and Greeks at the trade price, six significant digits; left absent when the price is below a cent or at or below
 * intrinsic value, without spot, and once the option has settled. Time runs to the actual settlement.
 */
export function addGreeks(draft: Draft, contract: TradedContract, spot: number, rate: number): void {
  if (draft.price < CABINET || contract.multiplier === undefined) return;
  const years = (contract.settlesAt - draft.ts) / YEAR_MS;
  const option: PricedOption = { right: contract.right, spot, strike: contract.strike, years, rate };
  const volatility = impliedVolatility(option, draft.price);
  if (volatility === undefined) return;
  const { delta, gamma, theta, vega } = greeks(option, volatility);
  draft.iv = significant(volatility);
  draft.delta = significant(delta);
  draft.gamma = significant(gamma);
  draft.theta = significant(theta);
  draft.vega = significant(vega);
}
