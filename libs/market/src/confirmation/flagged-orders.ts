import { type DayNumber, parseIsoDate } from '../calendar/dates.ts';
import { FLAG } from '../flags.ts';
import type { Print } from '../print.ts';
import type { StateChunk } from '../state/chunks.ts';
import type { ContractBook, TradedContract } from '../state/contract-book.ts';
import type { DayBook } from '../state/day-book.ts';
import { NumberTable } from '../state/number-table.ts';
import { PACKED_WIDTH, packedDay, packedOrder, packPrint, unpackPrint } from '../state/packed-print.ts';
import { SymbolTable } from '../state/symbol-table.ts';
import type { Confirmation } from './verdict.ts';

/** Behind the packed last print of the order: its contract, its size in that contract, and 1 once it is settled. */
const [CONTRACT, SIZE, SETTLED, FIELDS] = [PACKED_WIDTH, PACKED_WIDTH + 1, PACKED_WIDTH + 2, PACKED_WIDTH + 3] as const;

const ALWAYS = FLAG.opening | FLAG.unusual | FLAG.golden;
const WHEN_LARGE = FLAG.sweep | FLAG.block;
/** One record must not become thousands of alerts: what is due is told bit by bit, at each clock. */
const TOLD_AT_ONCE = 50;
const LOOKED_AT_ONCE = 5000;
/** An order whose underlying has had no new open interest for so many days is let go of. */
const DAYS_KEPT = 10;

/** Orders worth looking at again when the next open interest is known: the last print of each, by order and contract. */
export class FlaggedOrders {
  readonly #p: number;
  readonly #rows = new NumberTable('flagged', FIELDS);
  readonly #texts = new SymbolTable('flaggedtexts');
  readonly #byOrder = new Map<string, number>();
  #next = 0;
  #floor = 0;
  /** Rows from here to `#until` are still to be looked at since open interest last became complete. */
  #cursor = 0;
  #until = 0;
  /** Of the last complete set. */
  #day: DayNumber = 0;

  constructor(p: number) {
    this.#p = p;
  }

  /** Takes note of a print whose order is flagged, or already was. Orders of contracts on their last day are not kept. */
  note(print: Print, largePremium: number): void {
    const { draft, flags, contract } = print;
    if (draft.oi === undefined || draft.oiDate === undefined || draft.order === undefined || draft.dte < 1) return;
    const key = keyOf(offsetOf(draft.order.id), contract.number);
    const known = this.#byOrder.get(key);
    if (known === undefined && !isFlagged(flags, draft.order.premium ?? 0, largePremium)) return;
    const row = known ?? this.#next++;
    const block = this.#rows.block(row);
    const at = this.#rows.offset(row);
    const sizeBefore = known === undefined ? 0 : (block[at + SIZE] ?? 0);
    packPrint(block, at, print, this.#texts);
    block[at + CONTRACT] = contract.number;
    block[at + SIZE] = draft.order.legs === undefined ? draft.order.size : sizeBefore + draft.size;
    block[at + SETTLED] = 0;
    this.#byOrder.set(key, row);
  }

  /** Takes a cancelled print (or the difference of a correction) out of its order. */
  adjust(orderId: string, contract: TradedContract, size: number): void {
    const row = this.#byOrder.get(keyOf(offsetOf(orderId), contract.number));
    if (row === undefined) return;
    const block = this.#rows.block(row);
    const at = this.#rows.offset(row);
    const left = (block[at + SIZE] ?? 0) + size;
    block[at + SIZE] = left;
    if (left <= 0) this.#settle(row);
  }

  /** The set of open interest of a day is complete: orders are to be held against it. */
  look(day: DayNumber): void {
    this.#day = day;
    this.#cursor = this.#floor;
    this.#until = this.#next;
  }

  /** Some of the orders that a newer set of open interest speaks of; each once. */
  due(contracts: ContractBook, days: DayBook): Confirmation[] {
    const due: Confirmation[] = [];
    const end = Math.min(this.#until, this.#cursor + LOOKED_AT_ONCE);
    for (; this.#cursor < end && due.length < TOLD_AT_ONCE; this.#cursor += 1) {
      const found = this.#dueRow(this.#cursor, contracts, days);
      if (found !== undefined) due.push(found);
    }
    this.#dropSettled();
    return due;
  }

  #dueRow(row: number, contracts: ContractBook, days: DayBook): Confirmation | undefined {
    const block = this.#rows.peek(row);
    const at = this.#rows.offset(row);
    if (block === undefined || block[at + SETTLED] === 1) return undefined;
    const contract = contracts.byNumber(block[at + CONTRACT] ?? NaN);
    const set = contract === undefined ? undefined : days.completeDay(contract.underlying);
    if (contract === undefined || set === undefined) return undefined;
    const print = unpackPrint(block, at, this.#p, contract, this.#texts);
    const oiDay: DayNumber = parseIsoDate(print.oiDate ?? '') ?? NaN;
    if (!(set > oiDay)) {
      if (this.#day - packedDay(block, at) > DAYS_KEPT) this.#settle(row);
      return undefined;
    }
    const size = block[at + SIZE] ?? 0;
    this.#settle(row);
    // A contract that has expired since is in no set.
    if (contract.expDay < set) return undefined;
    return { row: print, size, oi: days.openInterest(contract.number, contract.underlying)?.oi ?? 0, oiDay: set };
  }

  #settle(row: number): void {
    const block = this.#rows.block(row);
    const at = this.#rows.offset(row);
    block[at + SETTLED] = 1;
    this.#byOrder.delete(keyOf(packedOrder(block, at), block[at + CONTRACT] ?? NaN));
  }

  #dropSettled(): void {
    for (; this.#floor < this.#next; this.#floor += 1) {
      const block = this.#rows.peek(this.#floor);
      if (block !== undefined && block[this.#rows.offset(this.#floor) + SETTLED] !== 1) break;
    }
    this.#rows.dropBelow(this.#floor);
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'flaggedstate', bytes: JSON.stringify([this.#next, this.#floor, this.#cursor, this.#until, this.#day]) };
    yield* this.#rows.snapshot();
    yield* this.#texts.snapshot();
  }

  load(chunk: StateChunk): void {
    if (chunk.key.startsWith('flagged/')) this.#rows.load(chunk);
    else if (chunk.key.startsWith('flaggedtexts/')) this.#texts.load(chunk);
    else [this.#next, this.#floor, this.#cursor, this.#until, this.#day] = JSON.parse(chunk.bytes) as [number, number, number, number, number];
  }

  /** Finds the orders again once all chunks are in. */
  loaded(): void {
    for (let row = this.#floor; row < this.#next; row += 1) {
      const block = this.#rows.peek(row);
      const at = this.#rows.offset(row);
      if (block !== undefined && block[at + SETTLED] !== 1) this.#byOrder.set(keyOf(packedOrder(block, at), block[at + CONTRACT] ?? NaN), row);
    }
  }
}

const isFlagged = (flags: number, premium: number, largePremium: number): boolean =>
  (flags & ALWAYS) !== 0 || ((flags & WHEN_LARGE) !== 0 && premium >= largePremium);

const offsetOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1));
const keyOf = (order: number, contract: number): string => `${order}:${contract}`;
