import { crc32 } from 'node:zlib';
import type { LogRecord } from './records.ts';

/**
 * Tells whether a log still is the one it was: `<offset>:<recvTs>:<crc32 of the value>` of a record. A stage stores
 * that of the last record it accepted and compares it whenever it comes back.
 */
export const fingerprintOf = ({ offset, headers, value }: Pick<LogRecord, 'offset' | 'headers' | 'value'>): string =>
  `${offset}:${headers['recvTs'] ?? ''}:${(value === null ? 0 : crc32(value)).toString(16)}`;
