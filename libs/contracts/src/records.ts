/** Kinds of records in `tapewire.raw`, told by the `kind` header. */
export const RAW_KINDS = [
  'trade', 'quote', 'underlying', 'openInterest', 'correction', 'cancel', 'clock', 'config', 'reference', 'gap',
] as const;
export type RawKind = (typeof RAW_KINDS)[number];

/** Version of the raw headers and of the output envelope below. */
export const RECORD_VERSION = 1;

/**
 * A record for `tapewire.raw` before it has a position. The value is the vendor's own message.
 * `source` names the codec that decodes it (`generic`, `massive`, `massive-flat`, …).
 */
export interface RawRecord {
  readonly underlying: string;
  readonly source: string;
  readonly kind: RawKind;
  /** `"<line>:<number>"`, line = feed connection or file; absent for feeds without sequence and for control records. */
  readonly key?: string;
  /** Epoch milliseconds at which the ingestor had it. */
  readonly recvTs: number;
  readonly value: string;
}

/**
 * What a stage writes for one raw record to one topic: all its outputs of that topic in one Kafka record,
 * so that a position occurs once. `prev` is the position before it in that topic-partition, -1 for the first.
 * `tapewire.trades` has exactly one row a record.
 */
export interface OutputRecord<T> {
  readonly v: number;
  readonly p: number;
  readonly off: number;
  readonly prev: number;
  readonly rows: readonly T[];
}

/** A rejected record: where it came from, why, and what it was. */
export interface DeadLetter {
  readonly v: number;
  /** Position of the raw record; absent for what an ingestor refused before it had one. */
  readonly pos?: { readonly p: number; readonly off: number };
  readonly stage: 'feed-ingestor' | 'normalizer' | 'redis-indexer';
  readonly reason: string;
  /** Where a file feed had it. */
  readonly file?: string;
  readonly line?: number;
  readonly value: string;
}
