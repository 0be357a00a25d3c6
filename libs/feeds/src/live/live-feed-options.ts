import type { Reject, SourceRecord } from '../source/feed-source.ts';
import type { QuoteMode } from './conflater.ts';
import type { VendorProtocol } from './protocol.ts';
import type { RecordText } from './resent-records.ts';
import type { Transport } from './transport.ts';

export interface LiveFeedOptions {
  readonly protocol: VendorProtocol;
  readonly transport: Transport;
  /** Name of the line. Where the vendor numbers nothing each process needs another one, since it numbers itself. */
  readonly line: string;
  readonly quotes: QuoteMode;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Calls back about every `ms` milliseconds; gives what stops it. */
  readonly every: (ms: number, run: () => void) => () => void;
  readonly onRecords: (records: readonly SourceRecord[]) => void;
  readonly onReject: (reject: Reject) => void;
  /** The line of a process before this one, and the time it had reached: what came since is missing. */
  readonly previous?: PreviousLine | undefined;
}

/** Where the process before this one ended. */
export interface PreviousLine {
  readonly line: string;
  readonly ts: number;
  readonly acked: number;
  /** For a vendor that sends again: what the log holds of its last records. */
  readonly last?: readonly RecordText[];
}
