import type { LogRecord } from '@tapewire/kafka';

/** First and next offset. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * The offset of the first record that is still kept, `range.high` when none is. Receipt rises along a log, so it is
 * found by halving. Offsets without a record count as not kept.
 */
export async function firstKept(
  range: Range,
  read: (offset: number) => Promise<LogRecord | undefined>,
  isKept: (record: LogRecord) => boolean,
): Promise<number> {
  let { low, high } = range;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const record = await read(middle);
    if (record !== undefined && isKept(record)) high = middle;
    else low = middle + 1;
  }
  return low;
}
