import type { OutRecord } from './records.ts';

/** Below Kafka's default `max.message.bytes` (1 MiB a record batch), with room for the batch's own overhead. */
const BATCH_BYTES_MAX = 900_000;
const RECORD_OVERHEAD = 64;

/** Cuts records into runs that each fit into one record batch; order is kept. */
export function* splitBySize(records: readonly OutRecord[]): Generator<readonly OutRecord[]> {
  if (fitsSurely(records)) {
    if (records.length > 0) yield records;
    return;
  }
  let start = 0;
  let bytes = 0;
  for (let i = 0; i < records.length; i++) {
    const size = sizeOf(records[i]);
    if (i > start && bytes + size > BATCH_BYTES_MAX) {
      yield records.slice(start, i);
      start = i;
      bytes = 0;
    }
    bytes += size;
  }
  if (start < records.length) yield start === 0 ? records : records.slice(start);
}

/** Without counting bytes: a UTF-16 unit has at most three in UTF-8. */
function fitsSurely(records: readonly OutRecord[]): boolean {
  let most = 0;
  for (const { key, value, headers } of records) {
    most += RECORD_OVERHEAD + 3 * ((value?.length ?? 0) + (key?.length ?? 0));
    for (const name in headers) most += 4 + 3 * (name.length + (headers[name]?.length ?? 0));
  }
  return most <= BATCH_BYTES_MAX;
}

function sizeOf(record: OutRecord | undefined): number {
  if (record === undefined) return 0;
  let bytes = RECORD_OVERHEAD + byteLength(record.value) + byteLength(record.key);
  for (const name in record.headers) bytes += name.length + byteLength(record.headers[name] ?? null) + 4;
  return bytes;
}

const byteLength = (value: Buffer | string | null): number => (value === null ? 0 : Buffer.byteLength(value));
