import { chunkNumber, lazyChunk, packNumbers, type StateChunk, unpackDoubles } from './chunks.ts';

const BLOCK_BITS = 9;
const BLOCK_ROWS = 1 << BLOCK_BITS;

/**
 * Rows of a fixed number of doubles by row number, in blocks of 512 rows that exist only once written to. NaN = not known.
 * 1.5 million small objects would take five times the memory, and a block is a chunk of a checkpoint as it stands.
 */
export class NumberTable {
  readonly #section: string;
  readonly #width: number;
  readonly #blocks: (Float64Array | undefined)[] = [];
  /** The chunk last given of a block, until the block is written to again. */
  readonly #unchanged: (StateChunk | undefined)[] = [];

  constructor(section: string, width: number) {
    this.#section = section;
    this.#width = width;
  }

  /** The block that holds a row, if anything was ever written near it; the row starts at `offset(row)`. */
  peek(row: number): Float64Array | undefined {
    return this.#blocks[row >>> BLOCK_BITS];
  }

  /** The block that holds a row, to write to. */
  block(row: number): Float64Array {
    const at = row >>> BLOCK_BITS;
    let block = this.#blocks[at];
    if (block === undefined) {
      block = new Float64Array(BLOCK_ROWS * this.#width).fill(NaN);
      this.#blocks[at] = block;
    }
    this.#unchanged[at] = undefined;
    return block;
  }

  offset(row: number): number {
    return (row & (BLOCK_ROWS - 1)) * this.#width;
  }

  /** Lets go of the blocks that hold only rows below one. */
  dropBelow(row: number): void {
    for (let at = (row >>> BLOCK_BITS) - 1; at >= 0 && this.#blocks[at] !== undefined; at -= 1) {
      this.#blocks[at] = undefined;
      this.#unchanged[at] = undefined;
    }
  }

  *snapshot(): Iterable<StateChunk> {
    for (const [at, block] of this.#blocks.entries()) {
      if (block !== undefined) yield (this.#unchanged[at] ??= lazyChunk(`${this.#section}/${at}`, () => packNumbers(block)));
    }
  }

  load(chunk: StateChunk): void {
    const at = chunkNumber(chunk.key);
    this.#blocks[at] = unpackDoubles(chunk.key, chunk.bytes);
    this.#unchanged[at] = undefined;
  }
}
