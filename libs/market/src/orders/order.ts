import type { OrderTotals, TradeId } from '@tapewire/contracts';
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
  /** Exchanges that printed: one bit a letter. */
  exchangeBits: number;
}

export const newOrder = (id: TradeId, ts: number): OrderState =>
  ({ id, firstTs: ts, lastTs: ts, prints: 0, size: 0, premium: 0, unpriced: false, exchangeBits: 0 });

const bitOf = (exchange: string | undefined): number => (exchange === undefined ? 0 : 1 << (exchange.charCodeAt(0) - 65));

/** Adds a print to an order's totals. */
export function addPrint(order: OrderState, { draft }: Print): void {
  order.lastTs = Math.max(order.lastTs, draft.ts);
  order.prints += 1;
  order.size += draft.size;
  order.premium = cents(order.premium + (draft.premium ?? 0));
  order.unpriced ||= draft.premium === undefined;
  order.exchangeBits |= bitOf(draft.exchange);
}

/** How many exchanges have printed; 0 when the feed does not tell exchanges. */
export function exchangeCount(order: OrderState): number {
  let count = 0;
  for (let bits = order.exchangeBits; bits !== 0; bits &= bits - 1) count += 1;
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
