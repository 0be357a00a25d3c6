import { TapewireError } from '@tapewire/contracts';
import {
  alpacaLive, DATABENTO_GATEWAY, databentoLive, dxfeedLive, genericLive, massiveLive, type QuoteMode, tcpLinesTransport, tcpTransport, thetadataLive, tradierLive, tradierTransport, type Transport, type VendorProtocol, webSocketTransport,
} from '@tapewire/feeds';
import type { IngestorConfig } from '../config.ts';

type FeedConfig = IngestorConfig['feed'];

/** A vendor's live feed. */
export interface LiveChoice {
  readonly type: 'live';
  /** Name of the line. */
  readonly name: string;
  /** Name of the line of a process that starts now. */
  readonly lineAt: (now: number) => string;
  readonly isOurs: (line: string) => boolean;
  readonly protocol: VendorProtocol;
  readonly transport: Transport;
  readonly quotes: QuoteMode;
}

interface Vendor {
  readonly url: string;
  readonly transport: (url: URL, config: FeedConfig) => Transport;
  readonly protocol: (config: FeedConfig, quotes: QuoteMode) => VendorProtocol;
}

const webSocket = (headers: Readonly<Record<string, string>> = {}) => (url: URL): Transport => webSocketTransport(url.href, headers);
const tcp = (url: URL): Transport => tcpTransport(url.hostname, Number(url.port));

const VENDORS: Readonly<Record<string, Vendor>> = {
  alpaca: {
    url: 'wss://stream.data.alpaca.markets/v1beta1/opra',
    transport: webSocket({ 'Content-Type': 'application/msgpack' }),
    protocol: ({ key, secret, contracts, delay }, quotes) =>
      alpacaLive({ key: needed('FEED_KEY', key), secret: needed('FEED_SECRET', secret), contracts, quotes: quotes !== 'none', delay }),
  },
  databento: {
    url: `tcp://${DATABENTO_GATEWAY.host}:${DATABENTO_GATEWAY.port}`,
    transport: tcp,
    protocol: ({ key, contracts }) => databentoLive({ apiKey: needed('FEED_KEY', key), contracts }),
  },
  dxfeed: {
    url: 'wss://demo.dxfeed.com/dxlink-ws',
    transport: webSocket(),
    protocol: ({ key, contracts, delay }, quotes) => dxfeedLive({ token: needed('FEED_KEY', key), contracts: listed(contracts), quotes: quotes !== 'none', delay }),
  },
  generic: {
    url: 'tcp://127.0.0.1:7000',
    transport: (url) => (url.protocol === 'tcp:' ? tcpLinesTransport(url.hostname, Number(url.port)) : webSocketTransport(url.href)),
    protocol: ({ line, lacks, delay }) => genericLive({ name: line ?? 'Feed', lacks, delay }),
  },
  massive: {
    url: 'wss://socket.massive.com/options',
    transport: webSocket(),
    protocol: ({ key, contracts, delay, api = 'https://api.massive.com' }, quotes) =>
      massiveLive({ apiKey: needed('FEED_KEY', key), contracts, quotes: quotes !== 'none', delay, api }),
  },
  thetadata: { url: 'ws://127.0.0.1:25520/v1/events', transport: webSocket(), protocol: () => thetadataLive() },
  tradier: {
    url: 'wss://ws.tradier.com/v1/markets/events',
    transport: (url, { key, api }) => tradierTransport({ api: api ?? 'https://api.tradier.com', token: needed('FEED_KEY', key) }, webSocketTransport(url.href)),
    protocol: ({ contracts }, quotes) => tradierLive({ contracts: listed(contracts), quotes: quotes !== 'none' }),
  },
};

function listed(contracts: readonly string[]): readonly string[] {
  if (contracts.length === 0) throw new TapewireError('CONFIG_INVALID', 'FEED_CONTRACTS: expected the OSI symbols to subscribe to (this vendor has no subscription to all), was not set');
  return contracts;
}

function needed(env: string, value: string | undefined): string {
  if (value === undefined) throw new TapewireError('CONFIG_INVALID', `${env}: expected the vendor's key, was not set`);
  return value;
}

function address(url: string): URL {
  if (!URL.canParse(url)) throw new TapewireError('CONFIG_INVALID', `FEED_URL: expected an address such as wss://host/path or tcp://host:port, was ${JSON.stringify(url)}`);
  return new URL(url);
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
  const protocol = vendor.protocol(config, quotes);
  const line = config.line ?? name;
  // What a process numbers itself is another line than what the one before it did.
  const ownNumbers = protocol.isNumbered !== true;
  return {
    type: 'live',
    name: line,
    lineAt: (now) => (ownNumbers ? `${line}@${now}` : line),
    isOurs: (other) => (ownNumbers ? other.startsWith(`${line}@`) : other === line),
    protocol,
    transport: vendor.transport(address(config.url ?? vendor.url), config),
    quotes,
  };
}
