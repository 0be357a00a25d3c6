import type { Frame } from '../../live/protocol.ts';
import { TcpVendor } from '../tcp-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';
import { WebSocketVendor } from '../web-socket-vendor.ts';

/** A trade of the generic feed, numbered by its size. */
export const genericTrade = (symbol: string, { size, ts }: SamplePrint): object =>
  ({ type: 'trade', symbol, price: 1.54, size, ts, exchange: 'C', conditions: ['S'], bid: 1.5, ask: 1.54, seq: size });

/** A firm's feed handler (docs/specs/generic-feed.md), which sends again from where it is asked to. */
function scriptOf(symbol: string): VendorScript {
  return {
    greet: () => [],
    answer: (_frame, refuse) => (refuse === undefined ? [] : [`${JSON.stringify({ type: 'refused', reason: refuse, retry: refuse !== 'badKey' })}\n`]),
    isSubscription: isResume,
    again: (frame, printed) => {
      const { after } = JSON.parse(frame.toString()) as { after: number | null };
      return { prints: printed.filter(({ size }) => size > (after ?? 0)) };
    },
    trades: (prints) => [prints.map((print) => `${JSON.stringify(genericTrade(symbol, print))}\n`).join('')],
    quote: () => `${JSON.stringify({ type: 'quote', symbol, ts: 1_795_444_200_000, bid: 1, ask: 2, seq: 21 })}\n`,
    heartbeat: () => '{"type":"heartbeat"}\n',
    malformed: '{"type":"trade",\n',
    unreadable: `${JSON.stringify({ ...genericTrade(symbol, { size: 2, ts: 1_795_444_200_000 }), price: 'cheap' })}\n`,
  };
}

const isResume = (frame: Frame): boolean => frame.toString().includes('"resume"');

export function genericWebSocketVendor(symbol: string): VendorModel {
  const script = scriptOf(symbol);
  return { feed: 'generic', settings: {}, script, start: (port) => WebSocketVendor.start(script, port), url: (port) => `ws://127.0.0.1:${port}` };
}

export function genericTcpVendor(symbol: string): VendorModel {
  const script = scriptOf(symbol);
  return { feed: 'generic', settings: {}, script, start: (port) => TcpVendor.start(script, port), url: (port) => `tcp://127.0.0.1:${port}` };
}
