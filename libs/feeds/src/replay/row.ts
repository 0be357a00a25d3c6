import { TapewireError, type FeedEvent, type RawKind } from '@tapewire/contracts';
import { splitCsv } from '../fields/csv.ts';
import { underlyingOf } from '../fields/underlying.ts';
import { FLAT_COLUMNS, type FlatKind } from '../massive/flat-columns.ts';
import { massiveFlatCodec } from '../massive/flat-codec.ts';
import type { ColumnOrder } from './columns.ts';
import { shiftRow } from './shift.ts';

/** A row of a file that has been read, with what sorting and publishing need. */
export interface Row {
  /** Epoch milliseconds, and the nanoseconds above them: two numbers sort several times faster than the text. */
  readonly ms: number;
  readonly nanos: number;
  /** Place of its kind among rows of one time: underlying, quotes, trades. */
  readonly order: number;
  readonly line: number;
  readonly kind: RawKind;
  readonly underlying: string;
  readonly value: string;
}

const ORDER: Readonly<Record<FlatKind, number>> = { openInterest: 0, underlying: 1, quote: 2, trade: 3 };

/** Rows in time order; at one time underlying and quotes before trades, then as they stand in their file. */
export function compareRows(a: Row, b: Row): number {
  return a.ms - b.ms || a.nanos - b.nanos || a.order - b.order || a.line - b.line;
}

/** Epoch milliseconds, microseconds as a fraction. */
export const timeOf = (row: Row): number => row.ms + Math.floor(row.nanos / 1000) / 1000;

const MS_DIGITS = 13;

const underlyingOfEvent = (event: FeedEvent): string => {
  if (event.kind === 'underlying') return event.underlying;
  return 'contract' in event ? underlyingOf(event.contract) : '';
};

/** What became of a line: a row, or why it is none. */
export type ReadRow = { readonly row: Row; readonly event: FeedEvent } | { readonly reason: string };

/** Reads lines of one kind, arranged and moved by whole days. */
export function rowReader(kind: FlatKind, order: ColumnOrder, shift: number): (text: string, line: number) => ReadRow {
  const columns: readonly string[] = FLAT_COLUMNS[kind];
  const timeAt = columns.indexOf('sip_timestamp');
  return (text, line) => {
    try {
      const arranged = order.arrange(text);
      const read = massiveFlatCodec.decode(kind, arranged);
      const value = shiftRow(kind, arranged, shift);
      const event = value === arranged ? read : massiveFlatCodec.decode(kind, value);
      const at = timeAt < 0 ? '' : (splitCsv(value)[timeAt] ?? '');
      const time = { ms: Number(at.slice(0, MS_DIGITS)), nanos: Number(at.slice(MS_DIGITS)) };
      return { row: { ...time, order: ORDER[kind], line, kind: event.kind, underlying: underlyingOfEvent(event), value }, event };
    } catch (error) {
      if (error instanceof TapewireError) return { reason: error.message };
      throw error;
    }
  };
}
