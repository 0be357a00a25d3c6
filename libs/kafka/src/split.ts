import type { OutRecord } from './records.ts';

/** Below Kafka's default `max.message.bytes` (1 MiB a record batch), with room for the batch's own overhead. */
const BATCH_BYTES_MAX = 900_000;
const RECORD_OVERHEAD = 64;

/** Cuts records into runs that each fit into one record batch; order is kept. */
export function* splitBySize(records: readonly OutRecord[]): Generator<readonly OutRecord[]> {
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

function sizeOf(record: OutRecord | undefined): number {
  if (record === undefined) return 0;
  let bytes = RECORD_OVERHEAD + byteLength(record.value) + byteLength(record.key);
  for (const name in record.headers) bytes += name.length + byteLength(record.headers[name] ?? null) + 4;
  return bytes;
}

const byteLength = (value: Buffer | string | null): number => (value === null ? 0 : Buffer.byteLength(value));
