import { TapewireError } from '@tapewire/contracts';
import { alpacaLive, massiveLive, type QuoteMode, type Transport, type VendorProtocol, webSocketTransport } from '@tapewire/feeds';
import type { IngestorConfig } from '../config.ts';

type FeedConfig = IngestorConfig['feed'];

/** A vendor's live feed. */
export interface LiveChoice {
  readonly type: 'live';
  /** Name of the line without the start of its process. */
  readonly name: string;
  readonly isOurs: (line: string) => boolean;
  readonly protocol: VendorProtocol;
  readonly transport: Transport;
  readonly quotes: QuoteMode;
}

interface Vendor {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocol: (config: FeedConfig, quotes: QuoteMode) => VendorProtocol;
}

const VENDORS: Readonly<Record<string, Vendor>> = {
  alpaca: {
    url: 'wss://stream.data.alpaca.markets/v1beta1/opra',
    headers: { 'Content-Type': 'application/msgpack' },
    protocol: ({ key, secret, contracts, delay }, quotes) =>
      alpacaLive({ key: needed('FEED_KEY', key), secret: needed('FEED_SECRET', secret), contracts, quotes: quotes !== 'none', delay }),
  },
  massive: {
    url: 'wss://socket.massive.com/options',
    protocol: ({ key, contracts, delay }, quotes) => massiveLive({ apiKey: needed('FEED_KEY', key), contracts, quotes: quotes !== 'none', delay }),
  },
};

function needed(env: string, value: string | undefined): string {
  if (value === undefined) throw new TapewireError('CONFIG_INVALID', `${env}: expected the vendor's key, was not set`);
  return value;
}

const CONFLATE = /^conflate:(\d{1,5})$/;

/** Reads `QUOTES`. */
export function parseQuotes(text: string): QuoteMode {
  if (text === 'all' || text === 'none') return text;
  const conflate = CONFLATE.exec(text)?.[1];
  if (conflate === undefined) throw new TapewireError('CONFIG_INVALID', `QUOTES: expected all, none or conflate:<ms>, was ${JSON.stringify(text)}`);
  return { conflate: Number(conflate) };
}

/** The vendor that `FEED` names; undefined when it names none. */
export function chooseLive(config: FeedConfig): LiveChoice | undefined {
  const name = config.from;
  const vendor = VENDORS[name];
  if (vendor === undefined) return undefined;
  const quotes = parseQuotes(config.quotes);
  return {
    type: 'live',
    name,
    isOurs: (line) => line.startsWith(`${name}@`),
    protocol: vendor.protocol(config, quotes),
    transport: webSocketTransport(config.url ?? vendor.url, vendor.headers),
    quotes,
  };
}
