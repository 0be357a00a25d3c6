import type { Change } from '../corrections.ts';
import type { Draft } from '../enrich.ts';
import { FLAG } from '../flags.ts';
import { cents } from '../money.ts';
import { type Print } from '../print.ts';
import type { FoundPrint } from '../state/print-log.ts';
import type { WindowSettings } from '../tape-config.ts';
import { addPrint, adjustTotals, isOpen, newOrder, type OrderState, totalsOf } from './order.ts';
import { Recent } from './recent.ts';
import { type Leg, strategyOf } from './strategy.ts';

/** An order of several contracts of one underlying, or of options with stock. */
export interface PackageOrder extends OrderState {
  legs: Leg[];
  withStock: boolean;
  /** Net premium paid, US dollars; null once a leg's direction is not known. */
  net: number | null;
}

/** Above or below the middle of the market: legs of a package trade inside it, and the package's price is what was negotiated. */
function lean({ fill, side }: Draft): -1 | 0 | 1 {
  if (side === 'aboveAsk') return 1;
  if (side === 'belowBid') return -1;
  if (fill === undefined || fill === 0.5) return 0;
  return fill > 0.5 ? 1 : -1;
}

/** Groups the legs of packages: prints of one underlying on one exchange with one condition at one time. */
export class PackageOrders {
  readonly #open = new Recent<PackageOrder>((order) => order.lastTs);

  /** Joins a leg to its package and sets its totals, legs, strategy and net. */
  join(print: Print, windows: WindowSettings): PackageOrder {
    const { draft } = print;
    const key = `${draft.underlying}|${draft.exchange ?? ''}|${draft.conditions?.join('') ?? ''}`;
    return this.#join(key, print, windows.legGap, windows.orderLife);
  }

  /**
   * For feeds without conditions: joins a print to another contract of the same underlying that printed on the same exchange
   * at the same nanosecond in the same size, if there is one; remembers it otherwise. Undefined when it stands alone so far.
   */
  infer(print: Print, windows: WindowSettings): PackageOrder | undefined {
    const { draft } = print;
    if (draft.exchange === undefined) return undefined;
    const key = `${draft.underlying}|${draft.exchange}|${draft.tsNs}|${draft.size}`;
    const found = this.#open.get(key);
    const joined = this.#join(key, print, windows.legGap, windows.orderLife);
    return found !== undefined && joined.legs.length > 1 ? joined : undefined;
  }

  #join(key: string, print: Print, gap: number, life: number): PackageOrder {
    const { draft } = print;
    const found = this.#open.get(key);
    const order = found !== undefined && isOpen(found, draft.ts, gap, life)
      ? found
      : { ...newOrder(draft.id, draft.ts), legs: [], withStock: false, net: 0 };
    addPrint(order, print);
    this.#open.touch(key, order);
    order.withStock ||= (print.flags & FLAG.stockTied) !== 0;
    const direction = lean(draft);
    addLeg(order, print, direction);
    const knows = order.net !== null && direction !== 0 && draft.premium !== undefined;
    order.net = knows ? cents((order.net ?? 0) + direction * (draft.premium ?? 0)) : null;
    return order;
  }

  /** Writes a package's totals into a row. */
  describe(order: PackageOrder, print: Print): void {
    const strategy = strategyOf(order.legs, order.withStock);
    print.draft.order = {
      ...totalsOf(order),
      legs: order.legs.map((leg) => leg.contract),
      ...(strategy === undefined ? {} : { strategy }),
      ...(order.net === null ? {} : { net: order.net }),
    };
  }

  /** Takes a cancelled leg (or the difference of a correction) out of its package, if that is still open. */
  adjust(id: string, { row }: FoundPrint, change: Change): void {
    const order = this.#open.find((open) => open.id === id);
    if (order === undefined) return;
    adjustTotals(order, row, change);
    order.legs = order.legs
      .map((leg) => (leg.contract === row.contract ? { ...leg, size: leg.size + change.size } : leg))
      .filter((leg) => leg.size > 0);
    if (order.net !== null) order.net = cents(order.net + lean(row) * change.premium);
  }

  closeBefore(ts: number): void {
    this.#open.closeBefore(ts);
  }

  save(): [string, PackageOrder][] {
    return this.#open.entries();
  }

  load(entries: readonly [string, PackageOrder][]): void {
    this.#open.load(entries);
  }
}

/** Adds to the leg of a contract, or begins it. A leg keeps the direction of its first print. */
function addLeg(order: PackageOrder, { contract, draft, flags }: Print, direction: -1 | 0 | 1): void {
  const at = order.legs.findIndex((leg) => leg.contract === contract.contract);
  const opens = (flags & FLAG.opening) !== 0;
  const known = order.legs[at];
  if (known !== undefined) {
    order.legs[at] = { ...known, size: known.size + draft.size, opens: known.opens || opens };
    return;
  }
  const { right, strike, expDay } = contract;
  order.legs.push({ contract: contract.contract, right, strike, expDay, size: draft.size, direction, opens });
}
