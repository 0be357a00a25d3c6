import { canonicalTicker } from '@tapewire/contracts';
import type { StateChunk } from './chunks.ts';
import type { LineBook, LineStamp } from './line-book.ts';
import { newestWithin } from './newest.ts';
import { NumberTable } from './number-table.ts';
import { SymbolTable } from './symbol-table.ts';

const [PRICE, TS, STAMP, FIELDS] = [0, 1, 2, 3] as const;
const DEPTH = 8;
const ENTRIES = { fields: FIELDS, depth: DEPTH, ts: TS };

/** The last prices of each underlying, newest first; eight deep, since busy tickers move between a print and its arrival. */
export class SpotBook {
  readonly #symbols = new SymbolTable('tickers');
  readonly #table = new NumberTable('spots', FIELDS * DEPTH);
  readonly #aliases = new Map<string, number>();

  set(underlying: string, price: number, ts: number, stamp: LineStamp): void {
    const row = this.#row(underlying);
    const block = this.#table.block(row);
    const at = this.#table.offset(row);
    block.copyWithin(at + FIELDS, at, at + FIELDS * (DEPTH - 1));
    block[at + PRICE] = price;
    block[at + TS] = ts;
    block[at + STAMP] = stamp;
  }

  /** The price in force at `ts`, by the rules of quotes. */
  at(underlying: string, ts: number, since: number, lines: LineBook): number | undefined {
    const row = this.#symbols.find(underlying);
    const block = row === undefined ? undefined : this.#table.peek(row);
    if (row === undefined || block === undefined) return undefined;
    const at = newestWithin(block, this.#table.offset(row), ENTRIES, since, ts);
    return at === undefined || !lines.isValid(block[at + STAMP] ?? NaN) ? undefined : block[at + PRICE];
  }

  #row(underlying: string): number {
    let row = this.#aliases.get(underlying);
    if (row === undefined) {
      row = this.#symbols.number(canonicalTicker(underlying));
      this.#aliases.set(underlying, row);
    }
    return row;
  }

  *snapshot(): Iterable<StateChunk> {
    yield* this.#symbols.snapshot();
    yield* this.#table.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key.startsWith('tickers/')) this.#symbols.load(chunk);
    else this.#table.load(chunk);
  }
}
