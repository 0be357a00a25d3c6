import { newYorkOffset } from '@tapewire/contracts';
import { dayNumber, isoDate, parseIsoDate } from '@tapewire/market';
import { csvCell, splitCsv } from '../fields/csv.ts';
import type { FlatKind } from '../massive/flat-columns.ts';

const DAY_MS = 86_400_000;

/** Where a row's ticker, time and date stand, by `FLAT_COLUMNS`. */
const PLACES: Readonly<Record<FlatKind, { readonly ticker?: number; readonly time?: number; readonly date?: number }>> = {
  trade: { ticker: 0, time: 5 },
  quote: { ticker: 0, time: 1 },
  openInterest: { ticker: 0, date: 2 },
  underlying: { time: 1 },
};

/**
 * Moves the times and expirations of a row by whole days. New York's time of day stays: across a change to or from
 * summer time 9:30 becomes 9:30, not 10:30.
 */
export function shiftRow(kind: FlatKind, row: string, days: number): string {
  if (days === 0) return row;
  const cells = [...splitCsv(row)];
  const { ticker, time, date } = PLACES[kind];
  change(cells, ticker, (cell) => shiftSymbol(cell, days));
  change(cells, time, (cell) => shiftNanos(cell, days));
  change(cells, date, (cell) => (cell === '' ? cell : isoDate((parseIsoDate(cell) ?? 0) + days)));
  return cells.map(csvCell).join(',');
}

function change(cells: string[], at: number | undefined, by: (cell: string) => string): void {
  const cell = at === undefined ? undefined : cells[at];
  if (at !== undefined && cell !== undefined) cells[at] = by(cell);
}

/** Decimal nanoseconds moved by whole days; New York's time of day stays. */
export function shiftNanos(nanos: string, days: number): string {
  const millis = Number(nanos.slice(0, 13));
  const moved = millis + days * DAY_MS;
  return `${moved + newYorkOffset(millis) - newYorkOffset(moved)}${nanos.slice(13)}`;
}

/** Distance of the date from the end of an option symbol: yymmdd, C or P, eight digits. */
const DATE_FROM_END = 15;
const DATE_LENGTH = 6;

/** An option symbol with its expiration moved. */
export function shiftSymbol(symbol: string, days: number): string {
  const at = symbol.length - DATE_FROM_END;
  const [year, month, day] = [0, 2, 4].map((i) => Number(symbol.slice(at + i, at + i + 2)));
  const moved = isoDate(dayNumber(2000 + (year ?? 0), month ?? 0, day ?? 0) + days);
  return symbol.slice(0, at) + moved.slice(2).replaceAll('-', '') + symbol.slice(at + DATE_LENGTH);
}
