import { show } from '../fields/malformed.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
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
  session: (from) => new GenericSession(from?.after),
});

class GenericSession implements Session {
  readonly #after: number | undefined;
  #last: number | undefined;

  constructor(after: number | undefined) {
    this.#after = after;
    this.#last = after;
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
    else {
      this.#number(seq, reading);
      reading.text(kind, line, seq);
    }
  }

  #number(seq: number, reading: Reading): void {
    if (this.#last !== undefined && seq > this.#last + 1) {
      reading.lose(`numbers ${this.#last + 1} to ${seq - 1} did not come`);
    }
    this.#last = Math.max(this.#last ?? 0, seq);
  }
}
