import { isObject, type JsonObject } from '../fields/json.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { QuoteSubscriptions } from '../live/quote-subscriptions.ts';
import { Reading } from '../live/reading.ts';
import { alpacaCodec } from './alpaca-codec.ts';
import { readMsgpack, writeMsgpack } from './msgpack.ts';

export interface AlpacaLiveOptions {
  readonly key: string;
  readonly secret: string;
  /** OSI symbols, or none for every contract. */
  readonly contracts: readonly string[];
  /** Subscribe to the quotes of the contracts that trade most: the vendor gives quotes by symbol only. */
  readonly quotes: boolean;
  /** Milliseconds by which the plan's feed is late. */
  readonly delay: number;
}

const SILENCE_MS = 30_000;
const QUOTES_MAX = 1000;
/** Errors that pass: login too slow, too many connections, slow reader, trouble at the vendor. */
const PASSING: ReadonlySet<unknown> = new Set([404, 406, 407, 500]);

/** Alpaca's option stream, which speaks msgpack only: docs.alpaca.markets/docs/real-time-option-data. Its messages have no numbers. */
export const alpacaLive = (options: AlpacaLiveOptions): VendorProtocol => ({
  source: alpacaCodec.source,
  silence: SILENCE_MS,
  info: { name: 'Alpaca', source: alpacaCodec.source, delay: options.delay, lacks: ['sequence', 'spot', 'openInterest', ...(options.quotes ? [] : ['quotes'])] },
  session: () => new AlpacaSession(options),
});

class AlpacaSession implements Session {
  readonly #options: AlpacaLiveOptions;
  readonly #quotes = new QuoteSubscriptions(QUOTES_MAX);
  #isSubscribed = false;

  constructor(options: AlpacaLiveOptions) {
    this.#options = options;
  }

  /** The vendor speaks first. */
  readonly opened = (): Reaction => ({});

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(alpacaCodec);
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    let messages: unknown;
    try {
      messages = readMsgpack(bytes);
    } catch {
      reading.reject('frame: expected msgpack', bytes.toString('base64'));
      return reading;
    }
    for (const message of Array.isArray(messages) ? (messages as readonly unknown[]) : [messages]) this.#message(message, reading);
    return reading;
  };

  readonly tick = (now: number): Reaction => {
    if (!this.#options.quotes || !this.#isSubscribed) return {};
    const { add, remove } = this.#quotes.choose(now);
    return {
      send: [
        ...(remove.length > 0 ? [writeMsgpack({ action: 'unsubscribe', quotes: remove })] : []),
        ...(add.length > 0 ? [writeMsgpack({ action: 'subscribe', quotes: add })] : []),
      ],
    };
  };

  #message(message: unknown, reading: Reading): void {
    if (!isObject(message)) {
      reading.reject('message: expected an object', JSON.stringify(message));
      return;
    }
    const type = message['T'];
    if (type === 't' || type === 'q') {
      const print = reading.event(type === 'q' ? 'quote' : 'trade', message);
      if (print !== undefined) this.#quotes.traded(print);
    } else this.#control(type, message, reading);
  }

  #control(type: unknown, message: JsonObject, reading: Reading): void {
    const { key, secret, contracts } = this.#options;
    if (type === 'success' && message['msg'] === 'connected') reading.send.push(writeMsgpack({ action: 'auth', key, secret }));
    else if (type === 'success' && message['msg'] === 'authenticated') {
      reading.send.push(writeMsgpack({ action: 'subscribe', trades: contracts.length === 0 ? ['*'] : contracts }));
    } else if (type === 'subscription' && !this.#isSubscribed) {
      this.#isSubscribed = true;
      reading.ready = true;
    } else if (type === 'error' && !this.#isSubscribed) {
      reading.refused = { reason: `${String(message['code'])} ${String(message['msg'])}`, isFinal: !PASSING.has(message['code']) };
    } else if (type === 'error' && message['code'] === 407) reading.lost = 'the vendor found this reader too slow';
  }
}
