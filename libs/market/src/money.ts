/** Money as integer 1/10,000 US dollars: the unit in which prices are compared and multiplied. */
export type Ticks = number;

export const toTicks = (dollars: number): Ticks => Math.round(dollars * 10_000);

/** `price × size × multiplier` in US dollars, to the cent. */
export const premiumOf = (price: number, size: number, multiplier: number): number =>
  Math.round((toTicks(price) * size * multiplier) / 100) / 100;

/** A sum or difference of amounts in dollars, to the cent. */
export const cents = (dollars: number): number => Math.round(dollars * 100) / 100;

const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const power = (n: number): number => POWERS[n] ?? 1;
const DIGITS = 6;

/** Rounded to six decimals: ratios and percentages. */
export const round6 = (x: number): number => Math.round(x * 1e6) / 1e6;

/** Rounded to six significant digits, without exponent functions, so that every machine agrees: Greeks and volatilities. */
export function significant(x: number): number {
  const size = Math.abs(x);
  if (size === 0 || size < 1e-12) return 0;
  let whole = 0;
  while (whole < 22 && size >= power(whole)) whole += 1;
  if (whole > DIGITS) return Math.round(x / power(whole - DIGITS)) * power(whole - DIGITS);
  let zeros = 0;
  while (whole === 0 && size * power(zeros + 1) < 1) zeros += 1;
  const scale = power(DIGITS - whole + zeros);
  return Math.round(x * scale) / scale;
}
