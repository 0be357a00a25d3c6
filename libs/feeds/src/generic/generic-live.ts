import type { RawKind } from '@tapewire/contracts';
import { show } from '../fields/malformed.ts';
import type { Frame, Reaction, Session, StartFrom, VendorProtocol } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { genericCodec } from './generic-codec.ts';
import { kindOf, readMessage } from './generic-message.ts';

export interface GenericLiveOptions {
  /** What the page calls the feed. */
  readonly name: string;
  /** What the firm's feed handler cannot know, of `FEED_LACKS`. */
  readonly lacks: readonly string[];
  readonly delay: number;
}

/** A feed handler without market data still sends a heartbeat: `{"type":"heartbeat"}`. */
const SILENCE_MS = 30_000;
/** What is sent again is not newer than all that was read since, but for records that were out of order. */
const OUT_OF_ORDER_MS = 5000;

/**
 * The generic feed, for firms with a feed handler of their own: one JSON object a line, over TCP or WebSocket, numbered by
 * `seq` without holes. On connecting, `{"type":"resume","after":<seq>}` tells the handler what is known already; what it
 * sends again is dropped, and what it leaves out shows as a hole and is told as a gap. docs/specs/generic-feed.md
 */
export const genericLive = (options: GenericLiveOptions): VendorProtocol => ({
  source: genericCodec.source,
  silence: SILENCE_MS,
  isNumbered: true,
  hasHeartbeat: true,
  info: { name: options.name, source: genericCodec.source, delay: options.delay, lacks: options.lacks },
  session: (from) => new GenericSession(from),
});

class GenericSession implements Session {
  readonly #after: number | undefined;
  #last: number | undefined;
  #newest: number | undefined;

  constructor({ after, newest }: StartFrom = {}) {
    this.#after = after;
    this.#last = after;
    this.#newest = newest;
  }

  readonly opened = (): Reaction => ({ send: [JSON.stringify({ type: 'resume', after: this.#after ?? null })], ready: true });

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(genericCodec);
    for (const line of frame.toString().split('\n')) if (line.trim() !== '') this.#line(line, reading);
    return reading;
  };

  #line(line: string, reading: Reading): void {
    const message = readMessage(line, reading);
    if (message === undefined || message['type'] === 'heartbeat') return;
    const { type, seq } = message;
    if (type === 'refused') {
      reading.refused = { reason: String(message['reason']), isFinal: message['retry'] !== true };
      return;
    }
    const kind = kindOf(message, line, reading);
    if (kind === undefined) return;
    if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) reading.reject(`seq: expected a whole number from 1, was ${show(seq)}`, line);
    else if (reading.refused === undefined) this.#message(kind, line, seq, reading);
  }

  /** A number that came before belongs to a message that came before. Numbers that start over would pass for those, and be dropped. */
  #message(kind: RawKind, line: string, seq: number, reading: Reading): void {
    const last = this.#last;
    this.#number(seq, reading);
    reading.text(kind, line, seq);
    const ts = reading.records.at(-1)?.ts ?? 0;
    if (last === undefined || seq > last) this.#newest = Math.max(this.#newest ?? ts, ts);
    else if (this.#newest !== undefined && ts > this.#newest + OUT_OF_ORDER_MS) {
      reading.records.pop();
      reading.refused = { reason: `seq: expected above ${last}, was ${seq}: numbers that start over need another line name (FEED_LINE)`, isFinal: false };
    }
  }

  #number(seq: number, reading: Reading): void {
    if (this.#last !== undefined && seq > this.#last + 1) {
      reading.lose(`numbers ${this.#last + 1} to ${seq - 1} did not come`);
    }
    this.#last = Math.max(this.#last ?? 0, seq);
  }
}
