import { parseTradeId } from '@tapewire/contracts';
import { ProtocolViolation } from './conversation.ts';

/** A row as it came over the wire. */
export type WireRow = readonly unknown[];

export const ids = (rows: readonly WireRow[]): string[] => rows.map((row) => String(row[0]));

/** The cell of a column. */
export const cellOf = (row: WireRow, columns: readonly string[], name: string): unknown => row[columns.indexOf(name)];

/** Throws unless rows have a cell for each column and an id. */
export function checkRows(rows: readonly WireRow[], columns: readonly string[]): void {
  for (const row of rows) {
    if (row.length !== columns.length) throw new ProtocolViolation(`row ${String(row[0])} has ${row.length} cells for ${columns.length} columns`);
    if (!parseTradeId(String(row[0]))) throw new ProtocolViolation(`the first cell must be an id, was ${JSON.stringify(row[0])}`);
  }
}

/** Throws unless every rank is below the one before. */
export function checkNewestFirst(rows: readonly WireRow[], columns: readonly string[]): void {
  const ranks = rows.map((row) => Number(cellOf(row, columns, 'rank')));
  const wrong = ranks.findIndex((rank, i) => i > 0 && rank >= (ranks[i - 1] ?? Infinity));
  if (wrong >= 0) throw new ProtocolViolation(`row ${String(rows[wrong]?.[0])} is not older than the one before it`);
}

/** Throws unless offsets rise within each partition, above those given; returns the highest. */
export function checkPositions(rows: readonly WireRow[], above: ReadonlyMap<number, number> = new Map()): Map<number, number> {
  const highest = new Map(above);
  for (const id of ids(rows)) {
    const { p, off } = parseTradeId(id) ?? { p: -1, off: -1 };
    if (off <= (highest.get(p) ?? -1)) throw new ProtocolViolation(`row ${id} is not above ${p}-${highest.get(p) ?? -1}, which came before it`);
    highest.set(p, off);
  }
  return highest;
}

/** Throws when a row is there twice. */
export function checkOnce(rows: readonly WireRow[]): void {
  const seen = new Set<string>();
  for (const id of ids(rows)) {
    if (seen.has(id)) throw new ProtocolViolation(`row ${id} came twice`);
    seen.add(id);
  }
}
