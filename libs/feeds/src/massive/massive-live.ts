import { TapewireError } from '@tapewire/contracts';
import { isObject, type JsonObject } from '../fields/json.ts';
import type { Frame, Reaction, Session, VendorProtocol, VendorRecord } from '../live/protocol.ts';
import { underlyingOf } from '../replay/row.ts';
import { massiveCodec } from './massive-codec.ts';
import { QuoteSubscriptions } from './quote-subscriptions.ts';

export interface MassiveLiveOptions {
  readonly apiKey: string;
  /** OSI symbols, or none for every contract. */
  readonly contracts: readonly string[];
  /** Subscribe to the quotes of the contracts that trade most. */
  readonly quotes: boolean;
  /** Milliseconds by which the plan's feed is late: 0, or 900,000 at delayed.massive.com. */
  readonly delay: number;
}

const SILENCE_MS = 30_000;

type Message = Mutable<Pick<Reaction, 'ready' | 'refused'>> & { readonly send: Frame[]; readonly records: VendorRecord[]; readonly rejects: { reason: string; value: string }[] };
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Massive's (Polygon's) websocket for options: massive.com/docs/websocket/options. Its numbers rise per ticker and have
 * holes, so neither duplicates nor losses show in them; a reader that is too slow is disconnected.
 */
export const massiveLive = (options: MassiveLiveOptions): VendorProtocol => ({
  source: massiveCodec.source,
  silence: SILENCE_MS,
  info: { name: 'Massive', source: massiveCodec.source, delay: options.delay, lacks: ['sequence', 'spot', 'openInterest', ...(options.quotes ? [] : ['quotes'])] },
  session: () => new MassiveSession(options),
});

class MassiveSession implements Session {
  readonly #options: MassiveLiveOptions;
  readonly #quotes = new QuoteSubscriptions();
  #isSubscribed = false;

  constructor(options: MassiveLiveOptions) {
    this.#options = options;
  }

  /** The vendor speaks first. */
  readonly opened = (): Reaction => ({});

  readonly received = (frame: Frame): Reaction => {
    const text = frame.toString();
    const reaction: Message = { send: [], records: [], rejects: [] };
    let events: unknown;
    try {
      events = JSON.parse(text);
    } catch {
      return { rejects: [{ reason: 'frame: expected JSON', value: text }] };
    }
    for (const event of Array.isArray(events) ? (events as readonly unknown[]) : [events]) this.#event(event, reaction);
    return reaction;
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

  #event(event: unknown, reaction: Message): void {
    if (!isObject(event)) reaction.rejects.push({ reason: 'event: expected an object', value: JSON.stringify(event) });
    else if (event['ev'] === 'status') this.#status(event, reaction);
    else this.#data(event, reaction);
  }

  #status({ status, message }: JsonObject, reaction: Message): void {
    const said = typeof message === 'string' ? message : String(status);
    if (status === 'connected') reaction.send.push(action('auth', this.#options.apiKey));
    else if (status === 'auth_success') {
      const { contracts } = this.#options;
      reaction.send.push(action('subscribe', contracts.length === 0 ? 'T.*' : contracts.map((contract) => `T.O:${contract}`).join(',')));
    } else if (status === 'auth_failed' || status === 'auth_timeout') reaction.refused = { reason: said, isFinal: status === 'auth_failed' };
    else if (status === 'max_connections' || status === 'force_disconnect') reaction.refused = { reason: said, isFinal: false };
    else if (status === 'error' && !this.#isSubscribed) reaction.refused = { reason: said, isFinal: true };
    else if (status === 'success' && !this.#isSubscribed) {
      this.#isSubscribed = true;
      reaction.ready = true;
    }
  }

  #data(event: JsonObject, reaction: Message): void {
    const value = JSON.stringify(event);
    const kind = event['ev'] === 'Q' ? 'quote' : 'trade';
    try {
      const read = massiveCodec.decode(kind, value);
      if (read.kind !== 'quote' && read.kind !== 'trade' && read.kind !== 'cancel') return;
      const { contract } = read;
      if (read.kind !== 'quote') this.#quotes.traded(contract);
      reaction.records.push({ kind: read.kind, underlying: underlyingOf(contract), contract, ts: Number(event['t']), value });
    } catch (error) {
      if (!(error instanceof TapewireError)) throw error;
      reaction.rejects.push({ reason: error.message, value });
    }
  }
}

const action = (name: string, params: string): string => JSON.stringify({ action: name, params });
