import { csvCell, splitCsv } from '../fields/csv.ts';
import { malformed } from '../fields/malformed.ts';
import { FLAT_COLUMNS, type FlatKind } from '../massive/flat-columns.ts';
import { unreadable } from './feed-files.ts';

/** Columns that a file may leave out. */
const OPTIONAL: ReadonlySet<string> = new Set(['conditions', 'correction', 'exchange', 'bid_size', 'ask_size', 'date']);

/** Puts the cells of a file's rows into the order that the codec reads. */
export interface ColumnOrder {
  /** The row in order. Throws RECORD_MALFORMED for a row that is no CSV. */
  readonly arrange: (line: string) => string;
}

/**
 * Reads a header: columns by name, in any order, others ignored. `constants` are cells that a file of ours gets from
 * its folder (the underlying's ticker, the day of an open-interest set) when it has no column for them.
 */
export function columnOrder(path: string, kind: FlatKind, header: string, constants: Readonly<Record<string, string>>): ColumnOrder {
  const names = splitCsv(header.replace(/^\uFEFF/, '')).map((name) => name.trim().toLowerCase());
  const wanted: readonly string[] = FLAT_COLUMNS[kind];
  const missing = wanted.filter((name) => !names.includes(name) && !OPTIONAL.has(name) && constants[name] === undefined);
  if (missing.length > 0) {
    throw unreadable(path, `the columns ${wanted.join(', ')} in its first line`, `without ${missing.join(', ')} (${names.slice(0, 20).join(',')})`);
  }
  const same = names.length === wanted.length && wanted.every((name, i) => names[i] === name);
  if (same) return { arrange: (line) => line };
  const places = wanted.map((name) => ({ at: names.indexOf(name), or: constants[name] ?? '' }));
  return {
    arrange: (line) => {
      const cells = splitCsv(line);
      if (cells.length !== names.length) throw malformed('row', `${names.length} cells, as the file's first line`, line);
      return places.map(({ at, or }) => csvCell(at < 0 ? or : (cells[at] ?? ''))).join(',');
    },
  };
}
