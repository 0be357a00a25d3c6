import { FLAG } from '../flags.ts';
import { directionOf, type Print } from '../print.ts';
import type { WindowSettings } from '../tape-config.ts';
import { addPrint, exchangeCount, isOpen, newOrder, type OrderState, totalsOf } from './order.ts';
import { Recent } from './recent.ts';

/** An order in one contract, taken from one side. */
export interface SingleOrder extends OrderState {
  /** One of its prints was an intermarket sweep. */
  iso: boolean;
  /** It has been counted towards repeated hits. */
  counted: boolean;
  /** It was found to be one of repeated hits. */
  repeat: boolean;
}

/**
 * Groups prints of one contract and side of the market that follow each other closely: sweeps (several exchanges, or marked
 * as intermarket sweep) and splits (one exchange).
 */
export class SingleOrders {
  readonly #open = new Recent<SingleOrder>((order) => order.lastTs);

  /** Joins a print to its order, sets its totals and flags, and returns the order. `quiet`: too early to infer sweeps. */
  join(print: Print, windows: WindowSettings, quiet: boolean): SingleOrder {
    const { draft } = print;
    const key = `${print.contract.number}:${directionOf(draft)}`;
    const found = this.#open.get(key);
    const order = found !== undefined && isOpen(found, draft.ts, windows.orderGap, windows.orderLife)
      ? found
      : { ...newOrder(draft.id, draft.ts), iso: false, counted: false, repeat: false };
    addPrint(order, print);
    this.#open.touch(key, order);
    order.iso ||= (print.flags & FLAG.iso) !== 0;
    const exchanges = exchangeCount(order);
    const inferred = print.withoutConditions && !quiet && directionOf(draft) !== 0 && exchanges > 1;
    if (order.iso || inferred) print.flags |= FLAG.sweep;
    else if (order.prints > 1 && exchanges === 1 && draft.side !== 'none') print.flags |= FLAG.split;
    draft.order = totalsOf(order);
    return order;
  }

  /** The order of that id, if it is still open. */
  find(id: string): SingleOrder | undefined {
    for (const order of this.#open.values()) if (order.id === id) return order;
    return undefined;
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
