import type { Row } from './columns.ts';

/** Event names of `serverSideEmit` between indexer and gateways, in namespace `/v1`. */
export const ANNOUNCE_TRADES = 'tape';
export const ANNOUNCE_ALERTS = 'alerts';
export const ANNOUNCE_FLOW = 'flow';
export const ANNOUNCE_HEADS = 'heads';

/** A committed batch of one partition: its full wire rows in position order, and the head it follows. */
export interface Announcement {
  readonly epoch: number;
  readonly p: number;
  /** Head before the batch, -1 at the start of the log. */
  readonly prev: number;
  /** Head after it: the position of its last row. */
  readonly to: number;
  readonly rows: readonly Row[];
  /** W3C trace context of a sampled batch. */
  readonly traceparent?: string;
}

/** All outputs of one position on the alerts or flow tape; `recvTs` is that of the raw record they came from. */
export interface TapeOutputs<T> {
  readonly off: number;
  readonly recvTs: number;
  readonly rows: readonly T[];
}

/** A committed batch of alerts or flow, in position order. */
export interface OutputAnnouncement<T> extends Omit<Announcement, 'rows'> {
  readonly rows: readonly TapeOutputs<T>[];
}

/** Heads of all partitions that an indexer owns, repeated every second. */
export interface HeadsAnnouncement {
  readonly epoch: number;
  readonly heads: readonly { readonly p: number; readonly trades: number; readonly alerts: number; readonly flow: number }[];
}
