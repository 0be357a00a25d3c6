import { isObject, type JsonObject } from '../fields/json.ts';
import type { Frame, Reaction, Session, VendorProtocol } from '../live/protocol.ts';
import { QuoteSubscriptions } from '../live/quote-subscriptions.ts';
import { Reading } from '../live/reading.ts';
import { massiveCodec } from './massive-codec.ts';
import { massiveHistory } from './massive-history.ts';


export interface MassiveLiveOptions {
  readonly apiKey: string;
  /** OSI symbols, or none for every contract. */
  readonly contracts: readonly string[];
  /** Subscribe to the quotes of the contracts that trade most. */
  readonly quotes: boolean;
  /** Milliseconds by which the plan's feed is late: 0, or 900,000 at delayed.massive.com. */
  readonly delay: number;
  /** Where the past is asked for, such as `https://api.massive.com`; only where contracts are named. */
  readonly api?: string;
}

const SILENCE_MS = 30_000;

/** The vendor's limit of quoted contracts on one connection. */
const QUOTES_MAX = 1000;

/**
 * Massive's (Polygon's) websocket for options: massive.com/docs/websocket/options. Its numbers rise per ticker and have
 * holes, so neither duplicates nor losses show in them; a reader that is too slow is disconnected.
 */
export const massiveLive = (options: MassiveLiveOptions): VendorProtocol => ({
  source: massiveCodec.source,
  silence: SILENCE_MS,
  info: { name: 'Massive', source: massiveCodec.source, delay: options.delay, lacks: ['sequence', 'spot', 'openInterest', ...(options.quotes ? [] : ['quotes'])] },
  ...historyOf(options),
  session: () => new MassiveSession(options),
});

/** Trades before a gap may stand in the past that is asked for. */
const OVERLAP_MS = 5000;

const historyOf = ({ api, apiKey, contracts }: MassiveLiveOptions): Pick<VendorProtocol, 'history' | 'overlap'> =>
  api === undefined || contracts.length === 0 ? {} : { overlap: OVERLAP_MS, history: massiveHistory({ api, apiKey, contracts }) };

class MassiveSession implements Session {
  readonly #options: MassiveLiveOptions;
  readonly #quotes = new QuoteSubscriptions(QUOTES_MAX);
  #isSubscribed = false;

  constructor(options: MassiveLiveOptions) {
    this.#options = options;
  }

  /** The vendor speaks first. */
  readonly opened = (): Reaction => ({});

  readonly received = (frame: Frame): Reaction => {
    const text = frame.toString();
    const reading = new Reading(massiveCodec);
    let events: unknown;
    try {
      events = JSON.parse(text);
    } catch {
      return { rejects: [{ reason: 'frame: expected JSON', value: text }] };
    }
    for (const event of Array.isArray(events) ? (events as readonly unknown[]) : [events]) this.#event(event, reading);
    return reading;
  };

  readonly tick = (now: number): Reaction => {
    if (!this.#options.quotes || !this.#isSubscribed) return {};
    const { add, remove } = this.#quotes.choose(now);
    const names = (contracts: readonly string[]): string => contracts.map((contract) => `Q.O:${contract}`).join(',');
    return {
      send: [
        ...(remove.length > 0 ? [action('unsubscribe', names(remove))] : []),
        ...(add.length > 0 ? [action('subscribe', names(add))] : []),
      ],
    };
  };

  #event(event: unknown, reading: Reading): void {
    if (!isObject(event)) reading.reject('event: expected an object', JSON.stringify(event));
    else if (event['ev'] === 'status') this.#status(event, reading);
    else this.#data(event, reading);
  }

  #status({ status, message }: JsonObject, reading: Reading): void {
    const said = typeof message === 'string' ? message : String(status);
    if (status === 'connected') reading.send.push(action('auth', this.#options.apiKey));
    else if (status === 'auth_success') {
      const { contracts } = this.#options;
      reading.send.push(action('subscribe', contracts.length === 0 ? 'T.*' : contracts.map((contract) => `T.O:${contract}`).join(',')));
    } else if (status === 'auth_failed' || status === 'auth_timeout') reading.refused = { reason: said, isFinal: status === 'auth_failed' };
    else if (status === 'max_connections' || status === 'force_disconnect') reading.refused = { reason: said, isFinal: false };
    else if (status === 'error' && !this.#isSubscribed) reading.refused = { reason: said, isFinal: true };
    else if (status === 'success' && !this.#isSubscribed) {
      this.#isSubscribed = true;
      reading.ready = true;
    }
  }

  #data(event: JsonObject, reading: Reading): void {
    const print = reading.event(event['ev'] === 'Q' ? 'quote' : 'trade', event);
    if (print !== undefined) this.#quotes.traded(print);
  }
}

const action = (name: string, params: string): string => JSON.stringify({ action: name, params });
