import type { FeedInfo, RawKind } from '@tapewire/contracts';

/** A text or binary message of a connection. */
export type Frame = string | Buffer;

/** A vendor's message that belongs on the raw log, as it came. */
export interface VendorRecord {
  readonly kind: RawKind;
  readonly underlying: string;
  /** Contract of a quote, so that quotes can be conflated. */
  readonly contract?: string;
  /** The vendor's time, epoch milliseconds. */
  readonly ts: number;
  readonly value: string;
  /** Number of the vendor, where it numbers its line without holes or repeats. */
  readonly sequence?: number;
}

/** What a received frame, or the passing of time, leads to. */
export interface Reaction {
  readonly send?: readonly Frame[];
  readonly records?: readonly VendorRecord[];
  /** Parts of the frame that no codec could read, and why. */
  readonly rejects?: readonly { readonly reason: string; readonly value: string }[];
  /** Login and subscription are done: from here on nothing is missed. */
  readonly ready?: true;
  /** The vendor does not want us: why, and whether that can change by itself. */
  readonly refused?: { readonly reason: string; readonly isFinal: boolean };
  /** The vendor says, or its numbers show, that something was left out. */
  readonly lost?: string;
  /** What the vendor was asked to send again has all come. */
  readonly caughtUp?: true;
}

/** One connection's conversation with a vendor. It knows no socket and no clock. */
export interface Session {
  /** The connection stands. */
  readonly opened: () => Reaction;
  readonly received: (frame: Frame) => Reaction;
  /** Called about once a second. */
  readonly tick?: (now: number) => Reaction;
}

/** How to speak with a vendor. */
export interface VendorProtocol {
  /** `source` of its records: the codec that reads them. */
  readonly source: string;
  readonly info: FeedInfo;
  /** Milliseconds without any frame after which a connection is taken for dead. */
  readonly silence: number;
  /** It sends messages even when nothing trades, so that an answered ping is no sign of life. */
  readonly hasHeartbeat?: boolean;
  /** Its records are numbered without holes, and it sends again what is asked for: gaps are the holes in its numbers. */
  readonly isNumbered?: boolean;
  /**
   * It sends again what came since a time: from this many milliseconds before the last record on it is asked to, and says
   * when it has. What it sends twice is told by its text, since it numbers nothing.
   */
  readonly overlap?: number;
  /** The past by request, where the stream itself does not send again; goes with `overlap`. */
  readonly history?: History | undefined;
  /** A new conversation, for a new connection. */
  readonly session: (from?: StartFrom) => Session;
}

/** What a vendor can tell of the past by request. */
export interface History {
  /** Milliseconds after which the past is complete. */
  readonly settle: number;
  /** Every record of a stretch (epoch milliseconds) that a session would have given. Rejects when it cannot be had as a whole. */
  readonly fetch: (from: number, to: number, signal: AbortSignal) => Promise<readonly VendorRecord[]>;
  /** What a record is told by when it comes from the stream and from the past. */
  readonly identify: (value: string) => string;
}

/** Where a conversation goes on. */
export interface StartFrom {
  /** Last number that was read. */
  readonly after?: number | undefined;
  /** The feed's time of the newest record that this process has read for the first time, epoch milliseconds. */
  readonly newest?: number | undefined;
  /** Send again what came since then, epoch milliseconds. */
  readonly since?: number | undefined;
}
