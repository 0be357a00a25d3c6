import type { InRecord } from '@tapewire/kafka';

/** Bytes of records in one commit: a record of flow may hold thousands of minutes, and Redis does nothing else meanwhile. */
const MAX_BYTES = 524_288;

/** Splits records into batches of at most `max` records and 512 kB, or of one larger record. */
export function* chunksOf(records: readonly InRecord[], max: number, maxBytes: number = MAX_BYTES): Generator<readonly InRecord[]> {
  let from = 0;
  let bytes = 0;
  for (const [i, { value }] of records.entries()) {
    if (i > from && (i - from >= max || bytes + value.length > maxBytes)) {
      yield records.slice(from, i);
      from = i;
      bytes = 0;
    }
    bytes += value.length;
  }
  if (from < records.length) yield records.slice(from);
}
