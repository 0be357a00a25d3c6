/** A set of slots, one bit each. */
export type Bits = Uint32Array<ArrayBuffer>;

/** All slots, used and unused ones. */
export const allBits = (words: number): Bits => new Uint32Array(words).fill(0xffffffff);

export const hasBit = (bits: Bits, slot: number): boolean => (((bits[slot >>> 5] ?? 0) >>> (slot & 31)) & 1) === 1;

export function setBit(bits: Bits, slot: number): void {
  bits[slot >>> 5] = (bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
}

export function clearBit(bits: Bits, slot: number): void {
  bits[slot >>> 5] = (bits[slot >>> 5] ?? 0) & ~(1 << (slot & 31));
}

/** A larger copy; `fill` is what the new words hold. */
export function grown(bits: Bits, words: number, fill: 0 | 0xffffffff): Bits {
  const larger = new Uint32Array(words);
  larger.set(bits);
  return larger.fill(fill, bits.length);
}

/** Keeps in `into` what is in `bits` too; false when nothing is left. */
export function keep(into: Bits, bits: Bits): boolean {
  let any = 0;
  for (let i = 0; i < into.length; i += 1) {
    const word = (into[i] ?? 0) & (bits[i] ?? 0);
    into[i] = word;
    any |= word;
  }
  return any !== 0;
}

/** Takes `bits` out of `into`; false when nothing is left. */
export function drop(into: Bits, bits: Bits): boolean {
  let any = 0;
  for (let i = 0; i < into.length; i += 1) {
    const word = (into[i] ?? 0) & ~(bits[i] ?? 0);
    into[i] = word;
    any |= word;
  }
  return any !== 0;
}

/** Adds `bits` to `into`. */
export function join(into: Bits, bits: Bits): void {
  for (let i = 0; i < into.length; i += 1) into[i] = (into[i] ?? 0) | (bits[i] ?? 0);
}
