import type { Row } from '@tapewire/contracts';
import type { Bits } from './bits.ts';
import type { Term } from './conjunction.ts';

/**
 * One field's conditions of all slots of a matcher. Bits are set for slots that accept; a slot without a condition on the
 * field accepts everything, and so does an unused one.
 */
export interface Dimension {
  /** Notes a slot's terms on this field; true when `narrow` will then decide them exactly, without a second look. */
  add(slot: number, terms: readonly Term[]): boolean;
  remove(slot: number): void;
  /** Keeps of `candidates` those that may accept the row; false when none is left. */
  narrow(row: Row, candidates: Bits): boolean;
  /** Makes room for `words` × 32 slots. */
  grow(words: number): void;
  /** Slots with a condition here. */
  readonly size: number;
}
