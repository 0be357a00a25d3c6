import { describe, expect, test } from '@jest/globals';
import type { Right } from '@tapewire/contracts';
import fc from 'fast-check';
import { VOLLIB } from '../../test/vollib.ts';
import { greeks, price, type PricedOption } from './black-scholes.ts';
import { impliedVolatility, TIME_VALUE_MIN } from './implied-volatility.ts';
import { normalCdf } from './normal.ts';

const option = (right: Right, spot: number, strike: number, years: number, rate: number): PricedOption => ({ right, spot, strike, years, rate });

describe('the normal distribution', () => {
  test.each([
    [0, 0.5], [1, 0.841344746068543], [1.96, 0.97500210485178], [-1.6448536269514722, 0.05], [-3, 0.00134989803163009],
    [-6, 9.86587645037698e-10], [-8, 6.22096057427178e-16],
  ])('N(%d) agrees with the published table', (x, value) => {
    expect(Math.abs(normalCdf(x) - value)).toBeLessThan(1e-14);
    expect(normalCdf(x) / value).toBeCloseTo(1, 7);
  });
});

describe('Black–Scholes', () => {
  test('gives the prices of Hull’s example: 42, 40, 10 %, 20 %, six months', () => {
    expect(price(option('C', 42, 40, 0.5, 0.1), 0.2)).toBeCloseTo(4.76, 2);
    expect(price(option('P', 42, 40, 0.5, 0.1), 0.2)).toBeCloseTo(0.81, 2);
  });

  test('gives the price of Haug’s example: 60, 65, 8 %, 30 %, three months', () => {
    expect(price(option('C', 60, 65, 0.25, 0.08), 0.3)).toBeCloseTo(2.1334, 4);
  });

  test('gives the Greeks of Hull’s example: 49, 50, 5 %, 20 %, twenty weeks', () => {
    const { delta, gamma, theta, vega } = greeks(option('C', 49, 50, 0.3846, 0.05), 0.2);
    expect(delta).toBeCloseTo(0.522, 3);
    expect(gamma).toBeCloseTo(0.066, 3);
    expect(theta * 365).toBeCloseTo(-4.31, 2);
    expect(vega * 100).toBeCloseTo(12.1, 1);
  });

  test('agrees with an independent library on prices, Greeks and implied volatilities', () => {
    for (const [right, spot = 0, strike = 0, years = 0, rate = 0, sigma = 0, paid = 0, delta, gamma, theta, vega, iv = 0] of VOLLIB) {
      const o = option(right, spot, strike, years, rate);
      expect(Math.abs(price(o, sigma) - paid)).toBeLessThan(1e-9 * spot);
      const mine = greeks(o, sigma);
      for (const [a, b = NaN] of [[mine.delta, delta], [mine.gamma, gamma], [mine.theta, theta], [mine.vega, vega]] as const) {
        expect(Math.abs(a - b)).toBeLessThan(1e-9 + 1e-6 * Math.abs(b));
      }
      expect(Math.abs((impliedVolatility(o, paid) ?? NaN) - iv)).toBeLessThan(1e-5);
    }
  });

  test('agrees with the expected payoff, integrated by Simpson’s rule', () => {
    const integrated = ({ right, spot, strike, years, rate }: PricedOption, sigma: number): number => {
      const drift = (rate - (sigma * sigma) / 2) * years;
      const payoff = (z: number): number => {
        const end = spot * Math.exp(drift + sigma * Math.sqrt(years) * z);
        return Math.max(right === 'C' ? end - strike : strike - end, 0) * Math.exp((-z * z) / 2);
      };
      const kink = (Math.log(strike / spot) - drift) / (sigma * Math.sqrt(years));
      const [from, to] = right === 'C' ? [Math.max(kink, -12), 12] : [-12, Math.min(kink, 12)];
      const steps = 4000;
      const h = (to - from) / steps;
      let sum = payoff(from) + payoff(to);
      for (let i = 1; i < steps; i += 1) sum += payoff(from + i * h) * (i % 2 === 1 ? 4 : 2);
      return (Math.exp(-rate * years) * sum * h) / 3 / Math.sqrt(2 * Math.PI);
    };
    fc.assert(
      fc.property(
        fc.constantFrom<Right>('C', 'P'), fc.double({ min: 0.6, max: 1.6, noNaN: true }), fc.double({ min: 0.002, max: 2, noNaN: true }),
        fc.double({ min: 0, max: 0.1, noNaN: true }), fc.double({ min: 0.08, max: 1.5, noNaN: true }),
        (right, moneyness, years, rate, sigma) => {
          const o = option(right, 100, 100 * moneyness, years, rate);
          expect(Math.abs(price(o, sigma) - integrated(o, sigma))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('implied volatility', () => {
  const MINUTE = 1 / 525_600;
  const grid = {
    moneyness: [0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1, 1.01, 1.02, 1.05, 1.1, 1.2, 1.4, 1.7, 2, 3],
    years: [MINUTE, 5 * MINUTE, 30 * MINUTE, 390 * MINUTE, 1 / 365, 5 / 365, 30 / 365, 60 / 365, 0.25, 0.5, 1, 2, 3],
    sigma: [0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 1, 1.2, 1.5, 2, 3, 4, 5],
    rate: [0, 0.01, 0.03, 0.045, 0.1],
    spot: [5, 25, 100, 645.5, 6000],
  };

  test('gives back the price within 1e-6 over a grid of 245,700 contracts, and is absent only where time value says nothing', () => {
    let contracts = 0;
    let absent = 0;
    let worst = 0;
    for (const right of ['C', 'P'] as const)
      for (const moneyness of grid.moneyness)
        for (const years of grid.years)
          for (const sigma of grid.sigma)
            for (const rate of grid.rate)
              for (const spot of grid.spot) {
                const o = option(right, spot, spot * moneyness, years, rate);
                const paid = price(o, sigma);
                const iv = impliedVolatility(o, paid);
                contracts += 1;
                if (iv === undefined) {
                  absent += 1;
                  const intrinsic = Math.max(0, (right === 'C' ? 1 : -1) * (spot - spot * moneyness * Math.exp(-rate * years)));
                  if (paid - intrinsic > TIME_VALUE_MIN * spot * 1.001) throw new Error(`no volatility for ${JSON.stringify({ o, sigma, paid })}`);
                } else {
                  worst = Math.max(worst, Math.abs(price(o, iv) - paid));
                }
              }
    expect(contracts).toBe(245_700);
    expect(contracts - absent).toBeGreaterThan(100_000);
    expect(worst).toBeLessThan(1e-6);
  });

  test('is found for a deep in-the-money call from its time value', () => {
    const o = option('C', 645.53, 400, 42 / 365, 0);
    expect(impliedVolatility(o, price(o, 0.62))).toBeCloseTo(0.62, 5);
  });

  test.each([
    ['at intrinsic value', option('C', 110, 100, 0.1, 0), 10],
    ['below it', option('P', 90, 100, 0.1, 0), 9.5],
    ['above the underlying', option('C', 100, 100, 0.1, 0), 101],
    ['after settlement', option('C', 100, 100, 0, 0), 1],
    ['for a price of nothing', option('C', 100, 100, 0.1, 0), 0],
    ['without a spot', option('C', NaN, 100, 0.1, 0), 1],
  ])('is absent %s', (_where, o, paid) => {
    expect(impliedVolatility(o, paid)).toBeUndefined();
  });
});
