import { join } from 'node:path';
import { compareRows, type Row } from './row.ts';
import { MemoryCursor, RunCursor, type RowCursor, writeRun } from './run.ts';

/** Rows sorted in memory at a time; about 40 MB. */
export const RUN_ROWS = 100_000;

/**
 * Puts any number of rows in order with bounded memory: what is more than a run goes to disk in sorted runs, which are
 * then merged. Vendors' day files are sorted by ticker, so almost every row of one is out of place.
 */
export class SortedRows {
  readonly #folder: string;
  readonly #name: string;
  readonly #runRows: number;
  readonly #runs: string[] = [];
  #rows: Row[] = [];
  #first: Row | undefined;

  constructor(folder: string, name: string, runRows = RUN_ROWS) {
    this.#folder = folder;
    this.#name = name;
    this.#runRows = runRows;
  }

  /** The first row in order. */
  get first(): Row | undefined {
    return this.#first;
  }

  /** Takes a row; gives a promise when a run has to be written first. */
  add(row: Row): Promise<void> | undefined {
    if (this.#first === undefined || compareRows(row, this.#first) < 0) this.#first = row;
    this.#rows.push(row);
    return this.#rows.length < this.#runRows ? undefined : this.#spill();
  }

  /** No more rows will come. */
  async finish(): Promise<void> {
    if (this.#runs.length > 0) await this.#spill();
    else this.#rows.sort(compareRows);
  }

  /** Readers of the sorted parts, each at its beginning. */
  async cursors(): Promise<readonly RowCursor[]> {
    return this.#runs.length === 0 ? [new MemoryCursor(this.#rows)] : Promise.all(this.#runs.map((run) => RunCursor.open(run)));
  }

  async #spill(): Promise<void> {
    const path = join(this.#folder, `${this.#name}-${this.#runs.length}`);
    const rows = this.#rows;
    this.#rows = [];
    this.#runs.push(path);
    await writeRun(path, rows.sort(compareRows));
  }
}
