import { PARTITIONS_MAX } from '@tapewire/contracts';
import { openNumbers, sealNumbers } from './opaque.ts';

/**
 * Where the next older page begins, and the bound of the snapshot it goes back to: rows above `heads` came
 * live, so no page shows them again.
 */
export interface Cursor {
  readonly epoch: number;
  readonly heads: readonly number[];
  /** The page holds rows of a lower rank only. */
  readonly rank: number;
  /** Rows printed before this time only (epoch milliseconds), for pages that began at a time. */
  readonly before?: number;
}

const KIND = 'c1';
const MICROS = 1000;

/** The opaque text of a cursor. */
export const encodeCursor = ({ epoch, heads, rank, before }: Cursor): string =>
  sealNumbers(KIND, [epoch, rank, before === undefined ? 0 : Math.round(before * MICROS) + 1, ...heads.map((head) => head + 1)]);

/** The cursor of a text, or undefined when it is none. */
export function decodeCursor(text: string): Cursor | undefined {
  const numbers = openNumbers(KIND, text);
  if (!numbers || numbers.length < 4 || numbers.length > PARTITIONS_MAX + 3) return undefined;
  const [epoch = 0, rank = 0, before = 0, ...heads] = numbers;
  const cursor = { epoch, rank, heads: heads.map((head) => head - 1) };
  return before === 0 ? cursor : { ...cursor, before: (before - 1) / MICROS };
}
