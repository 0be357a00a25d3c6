const FLOAT = new Float64Array(1);
const INTEGER = new BigInt64Array(FLOAT.buffer);

/** The smallest double above a value. */
export function nextUp(value: number): number {
  if (value === Infinity) return value;
  if (value === 0) return Number.MIN_VALUE;
  FLOAT[0] = value;
  INTEGER[0] = (INTEGER[0] ?? 0n) + (value > 0 ? 1n : -1n);
  return FLOAT[0];
}
