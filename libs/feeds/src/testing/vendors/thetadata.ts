import { newYorkOffset } from '@tapewire/contracts';
import { WebSocketVendor } from '../web-socket-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

const answer = (response: string): string => JSON.stringify({ header: { type: 'REQ_RESPONSE', response, req_id: 0 } });
const STATUS = '{"header":{"type":"STATUS","status":"CONNECTED"}}';
const DAY_MS = 86_400_000;

/** Date and milliseconds of New York's day. */
function newYork(ts: number): { date: number; ms_of_day: number } {
  const local = ts + newYorkOffset(ts);
  return { date: Number(new Date(local).toISOString().slice(0, 10).replaceAll('-', '')), ms_of_day: local % DAY_MS };
}

/** The local Theta Terminal: docs.thetadata.us/Streaming/US-Options. It sends one message a frame. */
export function thetadataVendor(symbol: string): VendorModel {
  const at = symbol.length - 15;
  const contract = {
    security_type: 'OPTION', root: symbol.slice(0, at), expiration: Number(`20${symbol.slice(at, at + 6)}`), strike: Number(symbol.slice(at + 7)), right: symbol[at + 6],
  };
  const trade = ({ size, ts }: SamplePrint): object =>
    ({ header: { type: 'TRADE', status: 'CONNECTED' }, contract, trade: { ...newYork(ts), sequence: size, size, condition: 95, price: 1.54, exchange: 5 } });
  const script: VendorScript = {
    greet: () => [STATUS],
    answer: (_frame, refuse) => [answer({ none: 'SUBSCRIBED', badKey: 'INVALID_PERMS', tooManyConnections: 'MAX_STREAMS_REACHED', rateLimited: 'ERROR' }[refuse ?? 'none'])],
    isSubscription: (frame) => frame.toString().includes('STREAM_BULK'),
    trades: (prints) => prints.map((print) => JSON.stringify(trade(print))),
    quote: () => JSON.stringify({ header: { type: 'QUOTE', status: 'CONNECTED' }, contract, quote: { ms_of_day: 34_200_000, bid: 1.5, bid_size: 3, ask: 1.6, ask_size: 4, date: 20261120 } }),
    heartbeat: () => STATUS,
    malformed: '{"header":',
    unreadable: JSON.stringify({ ...trade({ size: 1, ts: 1_795_444_200_000 }), contract: { ...contract, expiration: 20261318 } }),
  };
  return {
    feed: 'thetadata', settings: {}, script,
    start: (port) => WebSocketVendor.start(script, port),
    url: (port) => `ws://127.0.0.1:${port}`,
  };
}
