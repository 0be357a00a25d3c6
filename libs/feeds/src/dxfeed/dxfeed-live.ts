import type { RawKind } from '@tapewire/contracts';
import { isObject, type JsonObject } from '../fields/json.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { Reading } from '../live/reading.ts';
import { dxfeedCodec, dxfeedSymbol } from './dxfeed-codec.ts';
import { ASKED_FIELDS, configuredFields, EVENT_FIELDS, type EventFields, eventsOf } from './feed-data.ts';

export interface DxfeedLiveOptions {
  readonly token: string;
  /** OSI symbols: the service has no subscription to all. */
  readonly contracts: readonly string[];
  readonly quotes: boolean;
  readonly delay: number;
}

const KEEPALIVE_SECONDS = 60;
const KEEPALIVE_EVERY_MS = 20_000;
const SILENCE_MS = KEEPALIVE_SECONDS * 1000;

/** Channels are odd on the client's side. Sales must all come; of quotes and summaries the last will do. */
const SALES = 1;
const STATES = 3;

const KINDS: Readonly<Record<string, RawKind>> = { TimeAndSale: 'trade', Quote: 'quote', Summary: 'openInterest' };
/** Errors that time does not cure. */
const FINAL: ReadonlySet<unknown> = new Set(['UNAUTHORIZED', 'UNSUPPORTED_PROTOCOL']);

/** dxFeed by dxLink, its WebSocket protocol: TimeAndSale, Quote, and Summary for open interest. Its numbers are those of a symbol. */
export const dxfeedLive = (options: DxfeedLiveOptions): VendorProtocol => ({
  source: dxfeedCodec.source,
  silence: SILENCE_MS,
  hasHeartbeat: true,
  info: { name: 'dxFeed', source: dxfeedCodec.source, delay: options.delay, lacks: ['sequence', 'spot'] },
  session: () => new DxfeedSession(options),
});

class DxfeedSession implements Session {
  readonly #options: DxfeedLiveOptions;
  #fields: EventFields = ASKED_FIELDS;
  #hasSentToken = false;
  #keepaliveAt = 0;

  constructor(options: DxfeedLiveOptions) {
    this.#options = options;
  }

  readonly opened = (): Reaction => ({
    send: [message('SETUP', 0, { version: '0.1-tapewire', keepaliveTimeout: KEEPALIVE_SECONDS, acceptKeepaliveTimeout: KEEPALIVE_SECONDS })],
  });

  readonly tick = (now: number): Reaction => {
    if (now < this.#keepaliveAt) return {};
    this.#keepaliveAt = now + KEEPALIVE_EVERY_MS;
    return { send: [message('KEEPALIVE', 0)] };
  };

  readonly received = (frame: Frame): Reaction => {
    const reading = new Reading(dxfeedCodec);
    const text = frame.toString();
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      reading.reject('message: expected JSON', text);
      return reading;
    }
    if (isObject(said)) this.#message(said, text, reading);
    else reading.reject('message: expected an object', text);
    return reading;
  };

  #message(said: JsonObject, text: string, reading: Reading): void {
    switch (said['type']) {
      case 'AUTH_STATE':
        this.#authState(said['state'], reading);
        break;
      case 'CHANNEL_OPENED':
        this.#subscribe(said['channel'], reading);
        break;
      case 'FEED_CONFIG':
        this.#fields = configuredFields(said['eventFields'], this.#fields);
        break;
      case 'FEED_DATA':
        this.#data(said['data'], text, reading);
        break;
      case 'CHANNEL_CLOSED':
        reading.refused = { reason: 'the channel was closed', isFinal: false };
        break;
      case 'ERROR':
        reading.refused = { reason: `${String(said['error'])} ${String(said['message'])}`, isFinal: FINAL.has(said['error']) };
        break;
    }
  }

  /** The service says UNAUTHORIZED once to ask for the token, and again when it does not like it. */
  #authState(state: unknown, reading: Reading): void {
    if (state === 'AUTHORIZED') {
      reading.send.push(message('CHANNEL_REQUEST', SALES, { service: 'FEED', parameters: { contract: 'STREAM' } }));
      reading.send.push(message('CHANNEL_REQUEST', STATES, { service: 'FEED', parameters: { contract: 'TICKER' } }));
    } else if (this.#hasSentToken) reading.refused = { reason: 'the token was not accepted', isFinal: true };
    else {
      this.#hasSentToken = true;
      reading.send.push(message('AUTH', 0, { token: this.#options.token }));
    }
  }

  #subscribe(channel: unknown, reading: Reading): void {
    const { contracts, quotes } = this.#options;
    if (channel !== SALES && channel !== STATES) return;
    const types = channel === SALES ? ['TimeAndSale'] : quotes ? ['Quote', 'Summary'] : ['Summary'];
    const add = contracts.flatMap((contract) => types.map((type) => ({ type, symbol: dxfeedSymbol(contract) })));
    reading.send.push(message('FEED_SETUP', channel, { acceptAggregationPeriod: 0, acceptDataFormat: 'COMPACT', acceptEventFields: EVENT_FIELDS }));
    reading.send.push(message('FEED_SUBSCRIPTION', channel, { add }));
    if (channel === SALES) reading.ready = true;
  }

  #data(data: unknown, text: string, reading: Reading): void {
    const events = eventsOf(data, this.#fields);
    if (events === undefined) {
      reading.reject('data: expected events, or a type and the values of its fields', text);
      return;
    }
    for (const event of events) {
      const kind = KINDS[String(event['eventType'])];
      // A quote without its time cannot be placed before or after a trade; the sales carry theirs.
      if (kind === undefined || (kind === 'quote' && !hasTime(event)) || (kind === 'openInterest' && event['openInterest'] === 'NaN')) continue;
      reading.event(kind, event);
    }
  }
}

const hasTime = ({ bidTime, askTime }: JsonObject): boolean => Number(bidTime) > 0 || Number(askTime) > 0;

const message = (type: string, channel: number, payload: object = {}): string => JSON.stringify({ type, channel, ...payload });
