import type { FeedInfo } from '@tapewire/contracts';
import { Conflater } from './conflater.ts';
import { Gaps } from './gaps.ts';
import type { LiveFeedOptions } from './live-feed-options.ts';
import type { Frame, Reaction, Session, VendorRecord } from './protocol.ts';
import { ResentRecords } from './resent-records.ts';
import type { Connection } from './transport.ts';

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
  readonly #gaps: Gaps;
  readonly #resent: ResentRecords | undefined;
  readonly #stopTicking: () => void;
  #connection: Connection | undefined;
  #session: Session | undefined;
  #n = 0;
  /** Last number of the vendor, and the feed's time of the newest record that was no repetition. */
  #sequence: number | undefined;
  #newest: number | undefined;
  #isReady = false;
  #problem: string | undefined = 'not connected yet';
  #heardAt: number;
  /** The feed's time when all was last well: of the last frame, or where the vendor numbers the last record. */
  #wellAt: number | undefined;
  #retryAt = 0;
  #retries = 0;
  #secondAt = 0;
  /** When the past is to be asked for. */
  #fillAt = Infinity;
  readonly #stopping = new AbortController();

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.info = options.protocol.info;
    this.line = options.line;
    this.#conflater = new Conflater(options.quotes);
    this.#heardAt = options.now();
    const { previous, protocol: { isNumbered = false, overlap } } = options;
    if (isNumbered) {
      this.#sequence = previous?.acked;
      this.#n = this.#sequence ?? 0;
      this.#wellAt = previous?.ts;
    }
    if (overlap !== undefined) this.#resent = new ResentRecords(overlap, previous, options.protocol.history?.identify);
    this.#gaps = new Gaps({ delay: this.info.delay, now: options.now, number: () => this.#number(), onRecords: options.onRecords, resent: this.#resent });
    this.#stopTicking = options.every(TICK_MS, () => { this.#tick(); });
    this.#connect();
  }

  /** Why nothing comes now; undefined while logged in and subscribed. */
  readonly problem = (): string | undefined => this.#problem;

  /** Whether the connection stands, and login and subscription are done. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Tells that records given since `from` (epoch milliseconds) did not get through. */
  readonly tellGap = (reason: string, from: number): void => { this.#gaps.tell(reason, this.line, from); };

  stop(): void {
    this.#stopping.abort();
    this.#stopTicking();
    this.#emit(this.#conflater.due(Infinity));
    this.#connection?.close();
  }

  #connect(): void {
    const { transport, protocol, now } = this.#options;
    const session = protocol.session({ after: this.#sequence, newest: this.#newest, since: this.#resent?.since() });
    this.#session = session;
    this.#heardAt = now();
    const isCurrent = (): boolean => this.#session === session && !this.#stopping.signal.aborted;
    this.#connection = transport({
      onOpen: () => { if (isCurrent()) this.#react(session.opened()); },
      onFrame: (frame) => { if (isCurrent()) this.#receive(session, frame); },
      onAlive: () => { if (isCurrent()) this.#alive(); },
      onClose: (reason) => { if (isCurrent()) this.#lost(`connection lost: ${reason}`); },
    });
  }

  #receive(session: Session, frame: Frame): void {
    this.#heardAt = this.#options.now();
    const reaction = session.received(frame);
    this.#react(reaction);
    const isWell = this.#options.protocol.isNumbered === true ? (reaction.records?.length ?? 0) > 0 : this.#isReady;
    if (isWell) this.#wellAt = this.#heardAt - this.info.delay;
  }

  /** A sign of life is no answer to a login. */
  #alive(): void {
    if (!this.#isReady || this.#options.protocol.hasHeartbeat === true) return;
    this.#heardAt = this.#options.now();
    this.#wellAt = this.#heardAt - this.info.delay;
  }

  #react({ send, records, rejects, ready, refused, lost, caughtUp }: Reaction): void {
    for (const frame of send ?? []) this.#connection?.send(frame);
    for (const { reason, value } of rejects ?? []) this.#options.onReject({ file: this.line, line: this.#n, reason, value });
    if (ready === true) this.#ready();
    if (lost !== undefined) this.#gaps.tell(lost, this.line, this.#wellAt);
    if (records !== undefined && records.length > 0) {
      for (const { ts, sequence = 0 } of records) if (sequence > (this.#sequence ?? 0)) this.#newest = Math.max(this.#newest ?? ts, ts);
      this.#emit(this.#conflater.pass(this.#resent?.fresh(records) ?? records, this.#options.now()));
    }
    if (caughtUp === true) this.#gaps.filled();
    if (refused !== undefined) this.#refused(refused);
  }

  /** From here on nothing is missed; what came between is not known, or comes now. */
  #ready(): void {
    const { previous, protocol: { isNumbered = false, history } } = this.#options;
    if (!isNumbered) {
      if (this.#wellAt !== undefined) this.#gaps.tell(this.#problem ?? 'subscribed again', this.line, this.#wellAt, true);
      else if (previous !== undefined) this.#gaps.tell('no ingestor was reading', previous.line, previous.ts, true);
      this.#wellAt = this.#options.now() - this.info.delay;
    }
    if (history === undefined) this.#resent?.begin();
    else if (this.#gaps.stretch() !== undefined) this.#fillAt = this.#options.now() + history.settle;
    this.#isReady = true;
    this.#retries = 0;
    this.#problem = undefined;
  }

  /** Asks for what was missed; a gap that cannot be filled as a whole stays open, and is tried again after the next. */
  #fill(): void {
    const { protocol: { history } } = this.#options;
    const [stretch, resent] = [this.#gaps.stretch(), this.#resent];
    this.#fillAt = Infinity;
    if (history === undefined || resent === undefined || stretch === undefined) return;
    history.fetch(stretch.from, stretch.to, this.#stopping.signal).then((records) => {
      resent.begin();
      this.#emit(resent.fresh(records));
      this.#gaps.filled(stretch.to);
    }, () => undefined);
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
    this.#problem = reason;
    this.#isReady = false;
    this.#session = undefined;
    this.#connection?.close();
    this.#connection = undefined;
    this.#retryAt = this.#options.now() + Math.min(FIRST_RETRY_MS * 2 ** this.#retries, RETRY_MAX_MS);
    this.#retries += 1;
  }

  #tick(): void {
    const { now, protocol } = this.#options;
    const at = now();
    this.#emit(this.#conflater.due(at));
    if (at >= this.#fillAt) this.#fill();
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
