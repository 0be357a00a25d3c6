import { TapewireError, type OutputRecord } from '@tapewire/contracts';
import type { LogRecord } from '@tapewire/kafka';
import type { Counter, HashWrite } from '@tapewire/redis';

/** What a position becomes in Redis. */
export interface Indexed {
  readonly row: string;
  readonly hashes: readonly HashWrite[];
  readonly rank?: number;
  readonly tradeDate?: string;
  /** Epoch seconds. */
  readonly expiresAt?: number;
  readonly notableExpiresAt?: number;
  readonly counter?: Counter;
}

/** Turns the records of one tape into what stands in Redis. Throws RECORD_MALFORMED for what cannot be indexed. */
export type Indexing = (output: OutputRecord<unknown>, recvTs: number) => Indexed;

const isOutput = (value: unknown): value is OutputRecord<unknown> =>
  typeof value === 'object' && value !== null &&
  'p' in value && Number.isSafeInteger(value.p) &&
  'off' in value && Number.isSafeInteger(value.off) &&
  'prev' in value && Number.isSafeInteger(value.prev) &&
  'rows' in value && Array.isArray(value.rows);

/** Reads a record that the normalizer wrote. Throws RECORD_MALFORMED when it does not even say where it belongs. */
export function parseOutput(p: number, { offset, value }: LogRecord): OutputRecord<unknown> {
  let output: unknown;
  try {
    output = value === null ? undefined : JSON.parse(value.toString());
  } catch (error) {
    throw new TapewireError('RECORD_MALFORMED', `record ${offset} of partition ${p} is not JSON`, { p, offset }, error);
  }
  if (isOutput(output) && output.p === p) return output;
  throw new TapewireError('RECORD_MALFORMED', `record ${offset} of partition ${p}: expected p ${p}, off, prev and rows, was ${String(value).slice(0, 200)}`, { p, offset });
}

/** When the ingestor had the raw record, epoch milliseconds: trades and alerts say it, of flow the time of writing stands in. */
export function receivedAt({ rows }: OutputRecord<unknown>, { timestamp }: LogRecord): number {
  const [first] = rows;
  const told = typeof first === 'object' && first !== null && 'recvTs' in first ? Number(first.recvTs) : NaN;
  return Number.isFinite(told) ? told : timestamp;
}
