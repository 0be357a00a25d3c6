import { FLOW_BUCKETS, type FlowBucket, type FlowMinute, type FlowSums, type Right } from '@tapewire/contracts';
import { cents } from '../money.ts';
import type { StateChunk } from '../state/chunks.ts';
import { NumberTable } from '../state/number-table.ts';
import { SymbolTable } from '../state/symbol-table.ts';

const SUMS = 3;
const RIGHT_WIDTH = FLOW_BUCKETS.length * SUMS;
const [SPOT, REVISION, MINUTE, UNDERLYING, FIELDS] =
  [RIGHT_WIDTH * 2, RIGHT_WIDTH * 2 + 1, RIGHT_WIDTH * 2 + 2, RIGHT_WIDTH * 2 + 3, RIGHT_WIDTH * 2 + 4] as const;

/** What one print (negative: its cancel) adds to a minute. */
export interface FlowChange {
  readonly right: Right;
  readonly bucket: FlowBucket;
  readonly premium: number;
  readonly volume: number;
  readonly count: number;
  readonly spot?: number;
}

/** Sums of one minute in one underlying, by row number: rows are given in the order the minutes begin. */
export class FlowMinutes {
  readonly #table = new NumberTable('flow', FIELDS);
  readonly #names = new SymbolTable('flownames');
  readonly #rows = new Map<string, number>();
  /** Rows of the minute last added to, by underlying: nearly every print is of that minute. */
  readonly #rowsNow = new Map<number, number>();
  #minuteNow = NaN;
  #next = 0;
  #floor = 0;

  /** Adds a change and returns the row it went to. */
  add(underlying: string, minute: number, change: FlowChange): number {
    const row = this.#row(this.#names.number(underlying), minute);
    const block = this.#table.block(row);
    const start = this.#table.offset(row);
    const at = start + (change.right === 'C' ? 0 : RIGHT_WIDTH) + FLOW_BUCKETS.indexOf(change.bucket) * SUMS;
    block[at] = cents((block[at] ?? 0) + change.premium);
    block[at + 1] = (block[at + 1] ?? 0) + change.volume;
    block[at + 2] = (block[at + 2] ?? 0) + change.count;
    if (change.spot !== undefined) block[start + SPOT] = change.spot;
    return row;
  }

  /** A row as it stands, as its next revision. */
  next(row: number): FlowMinute {
    const block = this.#table.block(row);
    const at = this.#table.offset(row);
    const revision = (block[at + REVISION] ?? 0) + 1;
    block[at + REVISION] = revision;
    const spot = block[at + SPOT] ?? NaN;
    return {
      type: 'minute',
      underlying: this.#names.text(block[at + UNDERLYING] ?? NaN) ?? '',
      minute: block[at + MINUTE] ?? NaN,
      revision,
      ...(Number.isNaN(spot) ? {} : { spot }),
      calls: readSums(block, at),
      puts: readSums(block, at + RIGHT_WIDTH),
    };
  }

  /** Lets go of minutes before one. */
  forgetBefore(minute: number): void {
    for (; this.#floor < this.#next; this.#floor += 1) {
      const block = this.#table.peek(this.#floor);
      const at = this.#table.offset(this.#floor);
      if ((block?.[at + MINUTE] ?? 0) >= minute) break;
      this.#rows.delete(keyOf(block?.[at + UNDERLYING] ?? NaN, block?.[at + MINUTE] ?? NaN));
    }
    this.#table.dropBelow(this.#floor);
  }

  #row(name: number, minute: number): number {
    if (minute !== this.#minuteNow) {
      this.#rowsNow.clear();
      this.#minuteNow = minute;
    }
    let row = this.#rowsNow.get(name);
    if (row === undefined) {
      row = this.#findRow(name, minute);
      this.#rowsNow.set(name, row);
    }
    return row;
  }

  #findRow(name: number, minute: number): number {
    const key = keyOf(name, minute);
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = this.#next++;
    this.#rows.set(key, row);
    const block = this.#table.block(row);
    const at = this.#table.offset(row);
    block.fill(0, at, at + FIELDS);
    block[at + SPOT] = NaN;
    block[at + MINUTE] = minute;
    block[at + UNDERLYING] = name;
    return row;
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'flowrows', bytes: JSON.stringify([this.#floor, this.#next]) };
    yield* this.#table.snapshot();
    yield* this.#names.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key.startsWith('flow/')) this.#table.load(chunk);
    else if (chunk.key.startsWith('flownames/')) this.#names.load(chunk);
    else [this.#floor, this.#next] = JSON.parse(chunk.bytes) as [number, number];
  }

  /** Finds the rows again once all chunks are in. */
  loaded(): void {
    for (let row = this.#floor; row < this.#next; row += 1) {
      const block = this.#table.peek(row);
      const at = this.#table.offset(row);
      this.#rows.set(keyOf(block?.[at + UNDERLYING] ?? NaN, block?.[at + MINUTE] ?? NaN), row);
    }
  }
}

const keyOf = (name: number, minute: number): string => `${name}:${minute}`;

function readSums(block: Float64Array, from: number): Record<FlowBucket, FlowSums> {
  const sums = (i: number): FlowSums =>
    ({ premium: block[from + i * SUMS] ?? 0, volume: block[from + i * SUMS + 1] ?? 0, count: block[from + i * SUMS + 2] ?? 0 });
  return { ask: sums(0), bid: sums(1), mid: sums(2), package: sums(3), none: sums(4) };
}
