/** Bytes of non-negative integers below 2^53, seven bits each, lowest first. */
export function writeVarints(values: readonly number[]): number[] {
  const bytes: number[] = [];
  for (const value of values) {
    let rest = value;
    while (rest >= 128) {
      bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
  }
  return bytes;
}

/** The integers, or undefined when the bytes end within one or one is above 2^53. */
export function readVarints(bytes: Uint8Array): number[] | undefined {
  const values: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte % 128) * scale;
    if (!Number.isSafeInteger(value)) return undefined;
    if (byte < 128) {
      values.push(value);
      value = 0;
      scale = 1;
    } else {
      scale *= 128;
    }
  }
  return scale === 1 ? values : undefined;
}
