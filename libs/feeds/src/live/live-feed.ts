import type { FeedInfo } from '@tapewire/contracts';
import { CONTROL_SOURCE, encodeControl } from '../control/control-codec.ts';
import { EVERY_UNDERLYING, type Reject, type SourceRecord } from '../source/feed-source.ts';
import { Conflater, type QuoteMode } from './conflater.ts';
import type { Frame, Reaction, Session, VendorProtocol, VendorRecord } from './protocol.ts';
import type { Connection, Transport } from './transport.ts';

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
  readonly previous?: { readonly line: string; readonly ts: number; readonly acked: number } | undefined;
}

const FIRST_RETRY_MS = 250;
const RETRY_MAX_MS = 15_000;
/** A vendor that refuses for good is asked again this often: somebody may have put the account right. */
const REFUSED_RETRY_MS = 60_000;
const TICK_MS = 100;
const SECOND_MS = 1000;

/**
 * A vendor's live line: connects, logs in, subscribes, and does so again whenever the connection is lost, refused or
 * silent. What may have been missed in between is told as a gap, with its times.
 */
export class LiveFeed {
  readonly info: FeedInfo;
  readonly line: string;
  readonly #options: LiveFeedOptions;
  readonly #conflater: Conflater;
  readonly #stopTicking: () => void;
  #connection: Connection | undefined;
  #session: Session | undefined;
  #n = 0;
  /** Last number of the vendor. */
  #sequence: number | undefined;
  #isReady = false;
  #wasReady = false;
  #problem: string | undefined = 'not connected yet';
  #heardAt: number;
  #lastRecordAt: number | undefined;
  #retryAt = 0;
  #retries = 0;
  #secondAt = 0;
  #isStopped = false;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.info = options.protocol.info;
    this.line = options.line;
    this.#conflater = new Conflater(options.quotes);
    this.#heardAt = options.now();
    if (options.protocol.isNumbered === true) {
      this.#sequence = options.previous?.acked;
      this.#n = this.#sequence ?? 0;
    }
    this.#stopTicking = options.every(TICK_MS, () => { this.#tick(); });
    this.#connect();
  }

  /** Why nothing comes now; undefined while logged in and subscribed. */
  problem(): string | undefined {
    return this.#problem;
  }

  /** Whether the connection stands, and login and subscription are done. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Tells that records given since `from` (epoch milliseconds) did not get through. */
  tellGap(reason: string, from: number): void {
    this.#gap(reason, this.line, from);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopTicking();
    this.#emit(this.#conflater.due(Infinity));
    this.#connection?.close();
  }

  #connect(): void {
    const { transport, protocol, now } = this.#options;
    const session = protocol.session(this.#sequence);
    this.#session = session;
    this.#heardAt = now();
    const isCurrent = (): boolean => this.#session === session && !this.#isStopped;
    this.#connection = transport({
      onOpen: () => { if (isCurrent()) this.#react(session.opened()); },
      onFrame: (frame) => { if (isCurrent()) this.#receive(session, frame); },
      onClose: (reason) => { if (isCurrent()) this.#lost(`connection lost: ${reason}`); },
    });
  }

  #receive(session: Session, frame: Frame): void {
    this.#heardAt = this.#options.now();
    this.#react(session.received(frame));
  }

  #react({ send, records, rejects, ready, refused, lost }: Reaction): void {
    for (const frame of send ?? []) this.#connection?.send(frame);
    for (const { reason, value } of rejects ?? []) this.#options.onReject({ file: this.line, line: this.#n, reason, value });
    if (ready === true) this.#ready();
    if (lost !== undefined) this.#gap(lost);
    if (records !== undefined && records.length > 0) {
      this.#lastRecordAt = this.#options.now();
      this.#emit(this.#conflater.pass(records, this.#lastRecordAt));
    }
    if (refused !== undefined) this.#refused(refused);
  }

  /** From here on nothing is missed; what came between is not known. */
  #ready(): void {
    this.#isReady = true;
    this.#retries = 0;
    if (this.#options.protocol.isNumbered === true) {
      this.#problem = undefined;
      return;
    }
    const { previous } = this.#options;
    if (previous !== undefined && !this.#wasReady) this.#gap('no ingestor was reading', previous.line, previous.ts);
    if (this.#lastRecordAt !== undefined && this.#problem !== undefined) this.#gap(this.#problem);
    this.#wasReady = true;
    this.#problem = undefined;
  }

  #gap(reason: string, line = this.line, from = this.#lastRecordAt): void {
    const now = this.#options.now();
    const value = encodeControl({ kind: 'gap', line, from: from ?? now, to: now, reason });
    this.#options.onRecords([{ n: this.#number(), ts: now, underlying: EVERY_UNDERLYING, source: CONTROL_SOURCE, kind: 'gap', value }]);
  }

  /** A gap takes a number of its own, unless the numbers are the vendor's. */
  #number(): number {
    if (this.#options.protocol.isNumbered !== true) this.#n += 1;
    return this.#n;
  }

  #refused({ reason, isFinal }: { readonly reason: string; readonly isFinal: boolean }): void {
    this.#lost(`refused: ${reason}`);
    if (isFinal) this.#retryAt = this.#options.now() + REFUSED_RETRY_MS;
  }

  /** Lets go of the connection and sets the time of the next try: at once the first time, then later and later. */
  #lost(reason: string): void {
    const { now } = this.#options;
    this.#problem = reason;
    this.#isReady = false;
    this.#session = undefined;
    this.#connection?.close();
    this.#connection = undefined;
    this.#retryAt = now() + Math.min(FIRST_RETRY_MS * 2 ** this.#retries, RETRY_MAX_MS);
    this.#retries += 1;
  }

  #tick(): void {
    const { now, protocol } = this.#options;
    const at = now();
    this.#emit(this.#conflater.due(at));
    if (this.#session === undefined) {
      if (at >= this.#retryAt) this.#connect();
      return;
    }
    if (at - this.#heardAt > protocol.silence) this.#lost(`nothing heard for ${protocol.silence} ms`);
    else if (at >= this.#secondAt) {
      this.#secondAt = at + SECOND_MS;
      if (this.#session.tick !== undefined) this.#react(this.#session.tick(at));
    }
  }

  #emit(records: readonly VendorRecord[]): void {
    if (records.length === 0) return;
    const { source, isNumbered = false } = this.#options.protocol;
    this.#options.onRecords(records.map(({ ts, underlying, kind, value, sequence }) => {
      if (!isNumbered || sequence === undefined) this.#n += 1;
      else this.#sequence = this.#n = Math.max(this.#n, sequence);
      return { n: this.#n, ts, underlying, source, kind, key: `${this.line}:${sequence ?? this.#n}`, value };
    }));
  }
}
