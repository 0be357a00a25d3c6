import type { OrderTotals, TradeId } from '@tapewire/contracts';
import type { Change } from '../corrections.ts';
import type { Draft } from '../enrich.ts';
import { cents } from '../money.ts';
import type { Print } from '../print.ts';

/** Running totals that every open order keeps. Plain data: it goes into checkpoints as it stands. */
export interface OrderState {
  readonly id: TradeId;
  readonly firstTs: number;
  lastTs: number;
  prints: number;
  size: number;
  premium: number;
  /** Some print had no premium, so the sum means nothing. */
  unpriced: boolean;
  /** How many of its prints stand, by exchange: one that a cancel leaves without prints is none of the order's. */
  exchanges: Record<string, number>;
}

export const newOrder = (id: TradeId, ts: number): OrderState =>
  ({ id, firstTs: ts, lastTs: ts, prints: 0, size: 0, premium: 0, unpriced: false, exchanges: {} });

function countExchange(order: OrderState, exchange: string | undefined, prints: number): void {
  if (exchange !== undefined && prints !== 0) order.exchanges[exchange] = (order.exchanges[exchange] ?? 0) + prints;
}

/** Adds a print to an order's totals. */
export function addPrint(order: OrderState, { draft }: Print): void {
  order.lastTs = Math.max(order.lastTs, draft.ts);
  order.prints += 1;
  order.size += draft.size;
  order.premium = cents(order.premium + (draft.premium ?? 0));
  order.unpriced ||= draft.premium === undefined;
  countExchange(order, draft.exchange, 1);
}

/** Takes a cancelled print (or the difference of a correction) out of an order's totals; `row`: the print as it was written. */
export function adjustTotals(order: OrderState, row: Draft, change: Change): void {
  order.prints += change.prints;
  order.size += change.size;
  order.premium = cents(order.premium + change.premium);
  countExchange(order, row.exchange, change.prints);
}

/** How many exchanges have printed; 0 when the feed does not tell exchanges. */
export function exchangeCount(order: OrderState): number {
  let count = 0;
  for (const exchange in order.exchanges) if ((order.exchanges[exchange] ?? 0) > 0) count += 1;
  return count;
}

/** The totals as they stand now, for a row. */
export function totalsOf(order: OrderState): OrderTotals {
  const { id, prints, size, premium, unpriced } = order;
  const exchanges = exchangeCount(order);
  if (exchanges > 0 && !unpriced) return { id, prints, exchanges, size, premium };
  return { id, prints, ...(exchanges > 0 ? { exchanges } : {}), size, ...(unpriced ? {} : { premium }) };
}

/** Whether a print at `ts` still belongs: close enough to the last one, and the order not yet too old. */
export const isOpen = (order: OrderState, ts: number, gap: number, life: number): boolean =>
  Math.abs(ts - order.lastTs) <= gap && ts - order.firstTs <= life;
