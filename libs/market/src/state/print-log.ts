import { TapewireError, type TradePrint } from '@tapewire/contracts';
import type { DayNumber } from '../calendar/dates.ts';
import type { Draft } from '../enrich.ts';
import type { FlagMask } from '../flags.ts';
import { toTicks } from '../money.ts';
import type { Print } from '../print.ts';
import type { CancelChoice } from '../symbols/conditions.ts';
import type { StateChunk } from './chunks.ts';
import type { TradedContract } from './contract-book.ts';
import { NumberTable } from './number-table.ts';
import { PACKED_WIDTH, packedDay, packedExchange, packedFlags, packPrint, unpackPrint } from './packed-print.ts';
import { SymbolTable } from './symbol-table.ts';

/** Behind the packed row: how the print stands now, and the contract's print before it. */
const [NOW_PRICE, NOW_SIZE, BEFORE, FIELDS] = [PACKED_WIDTH, PACKED_WIDTH + 1, PACKED_WIDTH + 2, PACKED_WIDTH + 3] as const;
/** Old blocks are let go of each time this many prints have come. */
const SWEEP_EVERY = 1024;

/** An earlier print that a cancel or correction acts on. */
export interface FoundPrint {
  readonly number: number;
  readonly row: Draft;
  readonly tradeDay: DayNumber;
  readonly flags: FlagMask;
  /** Price and size as they stand after corrections. */
  readonly price: number;
  readonly size: number;
}

/**
 * The last prints of a partition as they were written, and how they stand since. A row is 48 numbers, since a day has
 * millions of prints; those of one contract are chained backwards.
 */
export class PrintLog {
  readonly #p: number;
  readonly #rows = new NumberTable('prints45', FIELDS);
  /** By contract number: its last print. */
  readonly #last = new NumberTable('lastprints', 1);
  readonly #texts = new SymbolTable('printtexts');
  #next = 0;
  #floor = 0;

  constructor(p: number) {
    this.#p = p;
  }

  /** Writes a print down; the last `keep` stay within reach. */
  add(print: Print, keep: number): void {
    const number = this.#next++;
    const block = this.#rows.block(number);
    const at = this.#rows.offset(number);
    packPrint(block, at, print, this.#texts);
    block[at + NOW_PRICE] = print.draft.price;
    block[at + NOW_SIZE] = print.draft.size;
    const last = this.#last.block(print.contract.number);
    const lastAt = this.#last.offset(print.contract.number);
    block[at + BEFORE] = last[lastAt] ?? NaN;
    last[lastAt] = number;
    if (this.#next % SWEEP_EVERY !== 0) return;
    this.#floor = Math.max(this.#floor, this.#next - keep);
    this.#rows.dropBelow(this.#floor);
  }

  /** The print of equal contract, trading day, exchange, price and size that a cancel names: the latest, first or only one. */
  find(contract: TradedContract, tradeDay: DayNumber, print: TradePrint, choice: CancelChoice): FoundPrint | undefined {
    let found: number | undefined;
    for (const number of this.#printsOf(contract)) {
      if (!this.#matches(number, tradeDay, print)) continue;
      if (choice === 'latest') return this.#read(number, contract);
      if (choice === 'only' && found !== undefined) return undefined;
      found = number;
    }
    return found === undefined ? undefined : this.#read(found, contract);
  }

  /** Notes how a print stands from now on; size 0 = cancelled. */
  restate(number: number, price: number, size: number): void {
    const block = this.#rows.block(number);
    const at = this.#rows.offset(number);
    block[at + NOW_PRICE] = price;
    block[at + NOW_SIZE] = size;
  }

  /** Numbers of a contract's prints within reach, newest first. */
  *#printsOf(contract: TradedContract): Iterable<number> {
    let number = this.#last.peek(contract.number)?.[this.#last.offset(contract.number)] ?? NaN;
    while (number >= this.#floor) {
      yield number;
      number = this.#rows.peek(number)?.[this.#rows.offset(number) + BEFORE] ?? NaN;
    }
  }

  #matches(number: number, tradeDay: DayNumber, print: TradePrint): boolean {
    const block = this.#rows.peek(number);
    if (block === undefined) return false;
    const at = this.#rows.offset(number);
    const sameTerms = block[at + NOW_SIZE] === print.size && toTicks(block[at + NOW_PRICE] ?? NaN) === toTicks(print.price);
    if (!sameTerms || packedDay(block, at) !== tradeDay) return false;
    return print.exchange === undefined || packedExchange(block, at, this.#texts) === print.exchange;
  }

  #read(number: number, contract: TradedContract): FoundPrint {
    const block = this.#rows.peek(number) ?? new Float64Array();
    const at = this.#rows.offset(number);
    return {
      number,
      row: unpackPrint(block, at, this.#p, contract, this.#texts),
      tradeDay: packedDay(block, at),
      flags: packedFlags(block, at),
      price: block[at + NOW_PRICE] ?? NaN,
      size: block[at + NOW_SIZE] ?? NaN,
    };
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'printlog', bytes: JSON.stringify({ next: this.#next, floor: this.#floor }) };
    yield* this.#rows.snapshot();
    yield* this.#last.snapshot();
    yield* this.#texts.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key.startsWith('prints45/')) this.#rows.load(chunk);
    // Rows of an earlier layout: cancels do not reach them any more.
    else if (chunk.key.startsWith('prints/')) return;
    else if (chunk.key.startsWith('lastprints/')) this.#last.load(chunk);
    else if (chunk.key.startsWith('printtexts/')) this.#texts.load(chunk);
    else if (chunk.key === 'printlog') this.#loadEnds(JSON.parse(chunk.bytes) as { next: number; floor: number });
    else throw new TapewireError('STATE_CORRUPT', `the print log has no chunk ${chunk.key}`);
  }

  #loadEnds(ends: { next: number; floor: number }): void {
    this.#next = ends.next;
    this.#floor = ends.floor;
  }
}
