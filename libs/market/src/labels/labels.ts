import { FLAG, PACKAGE_FLAGS } from '../flags.ts';
import type { Print } from '../print.ts';
import type { TapeConfig } from '../tape-config.ts';

/**
 * `opening`: `size > oi + (volume − size)`. Even if every earlier trade of the day opened a position, there would not be enough
 * to close: part of this print must be new.
 */
export function isOpening({ draft }: Print): boolean {
  return draft.oi !== undefined && draft.size > draft.oi + (draft.volume - draft.size);
}

/** `block`: one large print at once, neither swept nor part of something else. */
export function isBlock({ draft, flags }: Print, { block }: TapeConfig): boolean {
  if ((flags & (PACKAGE_FLAGS | FLAG.sweep | FLAG.split)) !== 0) return false;
  return draft.size >= block.size && (draft.premium ?? 0) >= block.premium;
}

/** `unusual`: the contract trades far above what is open in it (Barchart's thresholds), and this order is worth a look. */
export function isUnusual({ draft, flags }: Print, { unusual }: TapeConfig): boolean {
  if ((flags & (FLAG.cross | FLAG.compression)) !== 0 || draft.oi === undefined || draft.volOi === undefined) return false;
  const premium = draft.order?.premium ?? draft.premium ?? 0;
  return draft.volume > unusual.volume && draft.oi > unusual.oi && draft.price > unusual.price
    && draft.volOi >= unusual.volOi && premium >= unusual.premium;
}

/** `golden`: a sweep bought at the ask or above for a great premium, in a contract that trades more than is open in it. */
export function isGolden({ draft, flags }: Print, { golden }: TapeConfig): boolean {
  if ((flags & FLAG.sweep) === 0 || draft.oi === undefined) return false;
  const bought = draft.side === 'ask' || draft.side === 'aboveAsk';
  return bought && draft.volume > draft.oi && (draft.order?.premium ?? 0) >= golden.premium;
}
