import { writeFile } from 'node:fs/promises';
import type { RawKind } from '@tapewire/contracts';
import { RAW_KINDS } from '@tapewire/contracts';
import { readLines } from './csv-lines.ts';
import type { Row } from './row.ts';

/** Rows in order, read from the front. */
export interface RowCursor {
  /** The next row; undefined at the end. */
  readonly row: Row | undefined;
  /** Goes on by one row; gives a promise only when it has to read. */
  advance(): Promise<void> | undefined;
  close(): Promise<void> | undefined;
}

export class MemoryCursor implements RowCursor {
  readonly #rows: readonly Row[];
  #at = 0;

  constructor(rows: readonly Row[]) {
    this.#rows = rows;
  }

  get row(): Row | undefined {
    return this.#rows[this.#at];
  }

  advance(): undefined {
    this.#at += 1;
  }

  close(): undefined {
    this.#at = this.#rows.length;
  }
}

const CHUNK_BYTES = 64 * 1024;
/** Stands between what goes with a row; the row itself comes last. */
const SEPARATOR = '\t';

/** Sorted rows in a file of their own. */
export class RunCursor implements RowCursor {
  readonly #chunks: AsyncIterator<{ readonly lines: readonly string[] }>;
  #rows: readonly Row[] = [];
  #at = 0;

  private constructor(path: string) {
    this.#chunks = readLines(path, CHUNK_BYTES);
  }

  static async open(path: string): Promise<RunCursor> {
    const cursor = new RunCursor(path);
    await cursor.#refill();
    return cursor;
  }

  get row(): Row | undefined {
    return this.#rows[this.#at];
  }

  advance(): Promise<void> | undefined {
    this.#at += 1;
    return this.#at < this.#rows.length ? undefined : this.#refill();
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #refill(): Promise<void> {
    const chunk = await this.#chunks.next();
    this.#rows = chunk.done === true ? [] : chunk.value.lines.map(parseRow);
    this.#at = 0;
  }
}

/** Writes sorted rows for `RunCursor`. */
export const writeRun = (path: string, rows: readonly Row[]): Promise<void> =>
  writeFile(path, rows.map((r) => [r.ms, r.nanos, r.order, r.line, r.kind, r.underlying, r.value].join(SEPARATOR) + '\n').join(''));

const KINDS: ReadonlyMap<string, RawKind> = new Map(RAW_KINDS.map((kind) => [kind, kind]));

function parseRow(text: string): Row {
  const [ms, nanos, order, line, kind = '', underlying = '', ...value] = text.split(SEPARATOR);
  return {
    ms: Number(ms),
    nanos: Number(nanos),
    order: Number(order),
    line: Number(line),
    kind: KINDS.get(kind) ?? 'trade',
    underlying,
    value: value.join(SEPARATOR),
  };
}
