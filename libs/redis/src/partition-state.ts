import { pairs, text } from './reply.ts';

/** How far Redis is in one partition of one tape. */
export interface PartitionState {
  readonly p: number;
  /** 0: Redis knows nothing of this partition (it was emptied, or no indexer has opened it yet). */
  readonly epoch: number;
  /** Form in which it was filled; 0 by builds that did not number it. */
  readonly layout: number;
  /** Position of the last row, -1 before the first. */
  readonly head: number;
  /** Offset of that row's record in the tape's topic, -1 before the first. */
  readonly topicOffset: number;
  /** `"<topic offset>:<recvTs>:<crc>"` of that record, empty before the first. */
  readonly fingerprint: string;
  /** From this position on every trade is in Redis. */
  readonly floor: number;
  /** Epoch milliseconds of receipt from which on every trade is in Redis, 0 when nothing was ever missing. */
  readonly since: number;
  /** The same of the notable trades, which stay longer. */
  readonly notableSince: number;
  /** Epoch seconds until which `floor`, `since` and `notableSince` hold; the floor must be raised before it is trusted longer. */
  readonly floorUntil: number;
  /** Rank of the last row, 0 before the first. */
  readonly rank: number;
  /** Receipt of the last row in epoch milliseconds, 0 before the first. */
  readonly recvTs: number;
  /** Trade date of the last row, empty before the first. */
  readonly tradeDate: string;
}

/** Reads a position hash given as alternating fields and values. */
export function partitionState(p: number, reply: unknown): PartitionState {
  const fields = pairs(reply);
  const number = (name: string, absent: number): number => {
    const value = fields.get(name);
    return value === undefined || value === '' ? absent : Number(text(value));
  };
  const word = (name: string): string => (fields.has(name) ? text(fields.get(name)) : '');
  return {
    p,
    epoch: number('epoch', 0),
    layout: number('layout', 0),
    head: number('head', -1),
    topicOffset: number('topicOffset', -1),
    fingerprint: word('fingerprint'),
    floor: number('floor', 0),
    since: number('since', 0),
    notableSince: number('notableSince', 0),
    floorUntil: Math.min(number('floorUntil', Infinity), number('notableUntil', Infinity)),
    rank: number('rank', 0),
    recvTs: number('recvTs', 0),
    tradeDate: word('tradeDate'),
  };
}
