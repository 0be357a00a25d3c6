import type { Change } from '../corrections.ts';
import { FLAG } from '../flags.ts';
import { directionOf, type Print } from '../print.ts';
import type { FoundPrint } from '../state/print-log.ts';
import type { WindowSettings } from '../tape-config.ts';
import { addPrint, adjustTotals, exchangeCount, isOpen, newOrder, type OrderState, totalsOf } from './order.ts';
import { Recent } from './recent.ts';

/** An order in one contract, taken from one side. */
export interface SingleOrder extends OrderState {
  /** How many of its prints were intermarket sweeps. */
  isoPrints: number;
  /** It has been counted towards repeated hits. */
  counted: boolean;
  /** It was found to be one of repeated hits. */
  repeat: boolean;
}

/**
 * Groups prints of one contract and side of the market that follow each other closely: sweeps (several exchanges, or marked
 * as intermarket sweep) and splits (one exchange). A cross has two sides of its own and meets only crosses.
 */
export class SingleOrders {
  readonly #open = new Recent<SingleOrder>((order) => order.lastTs);

  /** Joins a print to its order, sets its totals and flags, and returns the order. `quiet`: too early to infer sweeps. */
  join(print: Print, windows: WindowSettings, quiet: boolean): SingleOrder {
    const { draft } = print;
    const key = `${print.contract.number}:${(print.flags & FLAG.cross) === 0 ? directionOf(draft) : 'cross'}`;
    const found = this.#open.get(key);
    const order = found !== undefined && isOpen(found, draft.ts, windows.orderGap, windows.orderLife)
      ? found
      : { ...newOrder(draft.id, draft.ts), isoPrints: 0, counted: false, repeat: false };
    addPrint(order, print);
    this.#open.touch(key, order);
    if ((print.flags & FLAG.iso) !== 0) order.isoPrints += 1;
    const exchanges = exchangeCount(order);
    const inferred = print.withoutConditions && !quiet && directionOf(draft) !== 0 && exchanges > 1;
    if (order.isoPrints > 0 || inferred) print.flags |= FLAG.sweep;
    else if (order.prints > 1 && exchanges === 1 && draft.side !== 'none') print.flags |= FLAG.split;
    draft.order = totalsOf(order);
    return order;
  }

  /** Takes a cancelled print (or the difference of a correction) out of its order, if that is still open. */
  adjust(id: string, { row, flags }: FoundPrint, change: Change): void {
    const order = this.#open.find((open) => open.id === id);
    if (order === undefined) return;
    adjustTotals(order, row, change);
    if ((flags & FLAG.iso) !== 0) order.isoPrints += change.prints;
  }

  closeBefore(ts: number): void {
    this.#open.closeBefore(ts);
  }

  save(): [string, SingleOrder][] {
    return this.#open.entries();
  }

  load(entries: readonly [string, SingleOrder][]): void {
    this.#open.load(entries);
  }
}
