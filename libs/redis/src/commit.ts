import { ANNOUNCE_ALERTS, ANNOUNCE_FLOW, ANNOUNCE_TRADES, TapewireError, type Names, type Tape } from '@tapewire/contracts';
import { adapterChannel, announcementParts } from './adapter-message.ts';
import { LAYOUT } from './layout.ts';
import type { PackedArguments } from './packed-arguments.ts';

/** A hash that a position writes. */
export interface HashWrite {
  readonly key: string;
  /** Epoch seconds; without it the hash stays. */
  readonly expireAt?: number;
  /** Names and values in turn; set in what the hash holds already. */
  readonly fields: readonly string[];
  /** The hash is these fields and the entry's row text as field `row`, and nothing else; it is written in one piece. */
  readonly withRow?: true;
}

/** One position: its stream entry and its hashes. */
export interface TapeEntry {
  readonly off: number;
  readonly prev: number;
  /** JSON text, for stream and announcement. */
  readonly row: string;
  readonly hashes: readonly HashWrite[];
}

/** A member's score that rises with the batch. */
export interface Counter {
  readonly key: string;
  readonly expireAt: number;
  readonly member: string;
  readonly by: number;
}

/** A batch of one partition of one tape, in position order. */
export interface Commit {
  readonly tape: Tape;
  readonly p: number;
  readonly epoch: number;
  /** Head that Redis must have. Undefined writes blindly: only the fault suite does, to show what that costs. */
  readonly expectedHead: number | undefined;
  readonly prev: number;
  readonly head: number;
  /** Offset and fingerprint of the last row's record in the tape's topic. */
  readonly topicOffset: number;
  readonly fingerprint: string;
  readonly recvTs: number;
  readonly rank?: number;
  readonly tradeDate?: string;
  /** Earliest expiry among the batch's trades, and among its notable ones: epoch seconds. */
  readonly expiresFrom?: number;
  readonly notableExpiresFrom?: number;
  /** Stream entries below this offset may go. */
  readonly trimBelow?: number;
  readonly traceparent?: string;
  readonly entries: readonly TapeEntry[];
  readonly counters: readonly Counter[];
}

const EVENTS: Readonly<Record<Tape, string>> = { trades: ANNOUNCE_TRADES, alerts: ANNOUNCE_ALERTS, flow: ANNOUNCE_FLOW };

export const commitKeys = (names: Names, { tape, p }: Commit): string[] => [
  names.positionKey(p, tape),
  names.streamKey(tape, p),
  names.expiryKey(p),
  names.notableExpiryKey(p),
];

/** Adds the arguments of the function `commit`, as its header in lua/tapewire.lua lists them. */
export function packCommit(args: PackedArguments, names: Names, commit: Commit): void {
  const { epoch, p, prev, head, traceparent } = commit;
  const announcement = announcementParts(EVENTS[commit.tape], {
    epoch, p, prev, to: head, ...(traceparent === undefined ? {} : { traceparent }),
  });
  args.add(
    epoch,
    LAYOUT,
    commit.expectedHead ?? '',
    head,
    commit.topicOffset,
    commit.fingerprint,
    commit.rank ?? '',
    commit.recvTs,
    commit.tradeDate ?? '',
    commit.expiresFrom ?? '',
    commit.notableExpiresFrom ?? '',
    commit.trimBelow ?? '',
    adapterChannel(names),
    announcement.start,
    announcement.end,
    commit.entries.length,
  );
  for (const entry of commit.entries) {
    args.add(entry.off, entry.prev, entry.row, entry.hashes.length);
    for (const hash of entry.hashes) {
      args.add(hash.key, expiry(hash), hash.withRow === true ? 'whole' : 'fields');
      if (hash.withRow === true) args.addHash([...hash.fields, 'row', entry.row]);
      else args.add(JSON.stringify(hash.fields));
    }
  }
  args.add(commit.counters.length);
  for (const counter of commit.counters) args.add(counter.key, counter.expireAt, counter.member, counter.by);
}

/** Redis stops a function at a time that is not whole seconds, with half of the batch written; so it is refused here. */
function expiry({ key, expireAt }: HashWrite): number | '' {
  if (expireAt === undefined) return '';
  if (Number.isSafeInteger(expireAt) && expireAt > 0) return expireAt;
  throw new TapewireError('RECORD_MALFORMED', `expiry of ${key}: expected whole seconds, was ${expireAt}`, { key });
}
