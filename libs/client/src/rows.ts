import type { Cell, Row } from '@tapewire/contracts';

/** A row as an object: column name → cell; `null` = not known. */
export type RowObject = Readonly<Record<string, Cell>>;

/** Turns rows into objects by their columns: `rows.map(toObject(columns))`. */
export const toObject = (columns: readonly string[]) => (row: Row): RowObject =>
  Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]));

/** Reads cells by name with their types, without building objects: for programs that take every row of the market. */
export class RowReader {
  readonly #places: ReadonlyMap<string, number>;

  constructor(columns: readonly string[]) {
    this.#places = new Map(columns.map((name, i) => [name, i]));
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  cell(row: Row, name: string): Cell {
    const place = this.#places.get(name);
    return place === undefined ? null : (row[place] ?? null);
  }

  number(row: Row, name: string): number | null {
    const cell = this.cell(row, name);
    return typeof cell === 'number' ? cell : null;
  }

  text(row: Row, name: string): string | null {
    const cell = this.cell(row, name);
    return typeof cell === 'string' ? cell : null;
  }

  list(row: Row, name: string): readonly string[] {
    const cell = this.cell(row, name);
    return typeof cell === 'object' && cell !== null ? cell : [];
  }
}
