import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame } from '../../live/protocol.ts';
import { WebSocketVendor } from '../web-socket-vendor.ts';
import type { MockVendor, Refusal, SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

const REFUSALS: Readonly<Record<Refusal, readonly [status: number, text: string]>> = {
  badKey: [401, 'Invalid Access Token'],
  tooManyConnections: [503, 'too many sessions requested'],
  rateLimited: [429, 'Quota Violation'],
};

/** Tradier's market stream: a session by HTTP, then a WebSocket (documentation.tradier.com). Both are on one port. */
export function tradierVendor(symbol: string): VendorModel {
  const sessions = new Set<string>();
  const trade = ({ size, ts }: SamplePrint): object => ({
    type: 'timesale', symbol, exch: 'C', bid: '1.5', ask: '1.54', last: '1.54', size: String(size), date: String(ts), seq: size, flag: '', cancel: false, correction: false, session: 'normal',
  });
  const script: VendorScript = {
    greet: () => [],
    answer: (frame) => (isSubscription(frame) ? [] : [JSON.stringify({ error: 'Session not found' })]),
    isSubscription,
    trades: (prints) => [prints.map((print) => `${JSON.stringify(trade(print))}\n`).join('')],
    quote: () => JSON.stringify({ type: 'quote', symbol, bid: 1.5, bidsz: 60, bidexch: 'C', biddate: '1795444200000', ask: 1.54, asksz: 6, askexch: 'C', askdate: '1795444200001' }),
    heartbeat: () => JSON.stringify({ type: 'heartbeat', time: 1 }),
    malformed: '{"type":"timesale",',
    unreadable: JSON.stringify({ ...trade({ size: 9, ts: 1_795_444_200_000 }), last: 'cheap' }),
  };
  function isSubscription(frame: Frame): boolean {
    const { sessionid = '', symbols = [] } = JSON.parse(frame.toString()) as { sessionid?: string; symbols?: string[] };
    return sessions.has(sessionid) && symbols.includes(symbol);
  }
  return {
    feed: 'tradier', settings: { FEED_KEY: 'TOKEN', FEED_CONTRACTS: symbol }, script,
    start: (port) => TradierVendor.start(script, sessions, port),
    url: (port) => `ws://127.0.0.1:${port}`,
  };
}

/** Hands out sessions, and passes what is no question for one on to the stream. */
class TradierVendor implements MockVendor {
  readonly #http: Server;
  readonly #stream: WebSocketVendor;
  refuse: Refusal | undefined;
  #connections = 0;

  private constructor(http: Server, stream: WebSocketVendor) {
    this.#http = http;
    this.#stream = stream;
  }

  static async start(script: VendorScript, sessions: Set<string>, port = 0): Promise<TradierVendor> {
    const http = createServer();
    const stream = WebSocketVendor.on(http, script);
    const vendor = new TradierVendor(http, stream);
    http.on('request', (request, response) => {
      vendor.#connections += 1;
      const [status, text] = vendor.refuse !== undefined
        ? REFUSALS[vendor.refuse]
        : request.headers.authorization === 'Bearer TOKEN' ? [200, ''] : REFUSALS.badKey;
      const id = `session-${sessions.size + 1}`;
      if (status === 200) sessions.add(id);
      response.writeHead(status, { connection: 'close' }).end(status === 200 ? JSON.stringify({ stream: { url: 'https://stream.tradier.com/v1/markets/events', sessionid: id } }) : text);
    });
    await new Promise<void>((resolve) => { http.listen(port, '127.0.0.1', resolve); });
    return vendor;
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port;
  }

  get subscribers(): number {
    return this.#stream.subscribers;
  }

  /** Sessions that were asked for: each is a connection, or the refusal of one. */
  get connections(): number {
    return this.#connections;
  }

  get isMute(): boolean {
    return this.#stream.isMute;
  }

  set isMute(isMute: boolean) {
    this.#stream.isMute = isMute;
  }

  readonly print = (prints: readonly SamplePrint[]): void => { this.#stream.print(prints); };
  readonly send = (frame: Frame): void => { this.#stream.send(frame); };
  readonly cut = (): void => { this.#stream.cut(); };

  readonly stop = async (): Promise<void> => {
    this.cut();
    this.#http.closeAllConnections();
    await new Promise((resolve) => { this.#http.close(resolve); });
  };
}
