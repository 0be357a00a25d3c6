const NUMBER = /^\$?([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:e([+-]?\d{1,3}))?([kmb])?%?$/i;
const EXPONENTS: Readonly<Record<string, number>> = { k: 3, m: 6, b: 9 };

/** `250k`, `1.5M`, `-.25`, `$1M`, `5%`; undefined when it is not a number. The decimal is shifted, not multiplied, so `1.1M` is exact. */
export function parseNumber(text: string): number | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, digits = '', exponent = '0', suffix = ''] = match;
  const value = Number(`${digits}e${Number(exponent) + (EXPONENTS[suffix.toLowerCase()] ?? 0)}`);
  // Adding zero turns -0 into 0, so that equal filters have one spelling.
  return Number.isFinite(value) ? value + 0 : undefined;
}
