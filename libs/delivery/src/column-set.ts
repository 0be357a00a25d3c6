import { columnIndex, DEFAULT_COLUMNS, type Cell, type Row } from '@tapewire/contracts';

/** A choice of columns, in the order of the rows it makes; `id` is always the first. */
export class ColumnSet {
  readonly names: readonly string[];
  /** Identity of the choice. */
  readonly key: string;
  readonly #indexes: readonly number[];
  #row: Row | undefined;
  #projected: Row = [];
  #text: string | undefined;

  private constructor(names: readonly string[], indexes: readonly number[]) {
    this.names = names;
    this.key = indexes.join('.');
    this.#indexes = indexes;
  }

  /** The set of these column names (default columns when undefined), or the first name that is no column. */
  static of(names: readonly string[] = DEFAULT_COLUMNS): ColumnSet | { readonly unknown: string; readonly at: number } {
    const chosen = new Map<string, number>([['id', 0]]);
    for (const [at, name] of names.entries()) {
      const index = columnIndex(name);
      if (index === undefined) return { unknown: name, at };
      chosen.set(name, index);
    }
    return new ColumnSet([...chosen.keys()], [...chosen.values()]);
  }

  /** The cells of a full wire row. Several rooms may ask for the same row in turn: it is made once. */
  project(row: Row): Row {
    if (row !== this.#row) {
      this.#row = row;
      this.#projected = this.#indexes.map((index): Cell => row[index] ?? null);
      this.#text = undefined;
    }
    return this.#projected;
  }

  /** The same cells as JSON text: what a live row costs most is made once, however many rooms it goes to. */
  text(row: Row): string {
    const projected = this.project(row);
    this.#text ??= JSON.stringify(projected);
    return this.#text;
  }
}
