import { parse } from 'csv-parse/sync';
import { malformed } from './malformed.ts';

/** The cells of one line of CSV. Only lines with a quote need a parser; a quote never reaches into the next line. */
export function splitCsv(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  let rows: string[][];
  try {
    rows = parse(line);
  } catch {
    throw malformed('row', 'a line of CSV', line);
  }
  const [cells] = rows;
  if (cells === undefined || rows.length > 1) throw malformed('row', 'a line of CSV', line);
  return cells;
}

/** A cell as it stands in CSV. */
export const csvCell = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
