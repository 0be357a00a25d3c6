import { PARTITIONS_MAX } from '@tapewire/contracts';
import { openNumbers, sealNumbers } from './opaque.ts';

/** Up to where a client has everything: per partition the highest position, -1 for none. */
export interface Bookmark {
  readonly epoch: number;
  readonly heads: readonly number[];
}

const KIND = 'b1';

/** The opaque text of a bookmark. */
export const encodeBookmark = ({ epoch, heads }: Bookmark): string =>
  sealNumbers(KIND, [epoch, ...heads.map((head) => head + 1)]);

/** The bookmark of a text, or undefined when it is none. */
export function decodeBookmark(text: string): Bookmark | undefined {
  const numbers = openNumbers(KIND, text);
  if (!numbers || numbers.length < 2 || numbers.length > PARTITIONS_MAX + 1) return undefined;
  const [epoch = 0, ...heads] = numbers;
  return { epoch, heads: heads.map((head) => head - 1) };
}
