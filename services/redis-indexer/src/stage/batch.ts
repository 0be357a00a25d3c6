import type { Tape } from '@tapewire/contracts';
import { fingerprintOf, type InRecord } from '@tapewire/kafka';
import type { Commit, Counter } from '@tapewire/redis';
import type { Indexed } from '../tapes/output.ts';

/** A position that a lane has accepted. */
export interface Accepted {
  readonly off: number;
  readonly recvTs: number;
  readonly record: InRecord;
  readonly indexed: Indexed | undefined;
  /** Why it was refused; it goes to the dead-letter topic then, and counts as accepted. */
  readonly refusal: string | undefined;
}

/** Where a batch goes. */
export interface BatchPlace {
  readonly tape: Tape;
  readonly p: number;
  readonly epoch: number;
  readonly head: number;
  readonly expectedHead: number | undefined;
  readonly trimBelow: number | undefined;
  readonly traceparent: string | undefined;
}

const MINUTE_S = 60;

/** The commit of at least one accepted position. */
export function commitOf(place: BatchPlace, accepted: readonly [Accepted, ...Accepted[]]): Commit {
  const { tape, p, epoch, head, expectedHead, trimBelow, traceparent } = place;
  const last = accepted.at(-1) ?? accepted[0];
  let prev = head;
  let rank: number | undefined;
  let tradeDate: string | undefined;
  let expiresFrom = Infinity;
  let notableExpiresFrom = Infinity;
  const entries = [];
  const counters = new Map<string, Counter>();
  for (const { off, indexed } of accepted) {
    if (indexed === undefined) continue;
    entries.push({ off, prev, row: indexed.row, hashes: indexed.hashes });
    prev = off;
    rank = indexed.rank ?? rank;
    tradeDate = indexed.tradeDate ?? tradeDate;
    expiresFrom = Math.min(expiresFrom, indexed.expiresAt ?? Infinity);
    notableExpiresFrom = Math.min(notableExpiresFrom, indexed.notableExpiresAt ?? Infinity);
    if (indexed.counter !== undefined) count(counters, indexed.counter);
  }
  return {
    tape, p, epoch, expectedHead, prev: head, head: last.off,
    topicOffset: last.record.offset,
    fingerprint: fingerprintOf(last.record),
    recvTs: last.recvTs,
    ...(rank === undefined ? {} : { rank }),
    ...(tradeDate === undefined ? {} : { tradeDate }),
    ...(expiresFrom === Infinity ? {} : { expiresFrom: wholeMinute(expiresFrom) }),
    ...(notableExpiresFrom === Infinity ? {} : { notableExpiresFrom: wholeMinute(notableExpiresFrom) }),
    ...(trimBelow === undefined ? {} : { trimBelow }),
    ...(traceparent === undefined ? {} : { traceparent }),
    entries,
    counters: [...counters.values()],
  };
}

/** Expiry is marked by the minute, so that a night has few marks. */
const wholeMinute = (seconds: number): number => Math.floor(seconds / MINUTE_S) * MINUTE_S;

function count(counters: Map<string, Counter>, { key, expireAt, member, by }: Counter): void {
  const name = `${key} ${member}`;
  const before = counters.get(name);
  counters.set(name, { key, expireAt, member, by: by + (before?.by ?? 0) });
}
