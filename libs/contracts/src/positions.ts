import type { TradeId } from './trade.ts';

/** A position: partition and offset of a record of `tapewire.raw`. */
export interface Position {
  readonly p: number;
  readonly off: number;
}

/** `"3-118"` for partition 3, offset 118. */
export const tradeId = (p: number, off: number): TradeId => `${p}-${off}` as TradeId;

/** The position an id names, or undefined when the text is no id. */
export function parseTradeId(text: string): Position | undefined {
  const match = /^(\d{1,5})-(\d{1,15})$/.exec(text);
  return match ? { p: Number(match[1]), off: Number(match[2]) } : undefined;
}

const TICK_ORIGIN = Date.UTC(2020, 0, 1);
export const PARTITIONS_MAX = 1024;

/** The next tick of a partition: tenths of a millisecond of `recvTs` since 2020, always above the last one. */
export const nextTick = (recvTs: number, lastTick: number): number =>
  Math.max(Math.floor((recvTs - TICK_ORIGIN) * 10), lastTick + 1);

/** `tick·1024 + p`: unique over partitions, rising with position within one, below 2^53. */
export const rankOf = (tick: number, p: number): number => tick * PARTITIONS_MAX + p;

/** The lowest rank a record received at `recvTs` can have. */
export const rankAt = (recvTs: number): number => Math.floor((recvTs - TICK_ORIGIN) * 10) * PARTITIONS_MAX;
