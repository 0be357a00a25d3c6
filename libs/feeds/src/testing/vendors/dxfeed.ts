import type { Frame } from '../../live/protocol.ts';
import { dxfeedSymbol } from '../../dxfeed/dxfeed-codec.ts';
import { EVENT_FIELDS } from '../../dxfeed/feed-data.ts';
import { WebSocketVendor } from '../web-socket-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

const say = (type: string, channel: number, payload: object = {}): string => JSON.stringify({ type, channel, ...payload });
const parse = (frame: Frame): { type?: string; channel?: number; token?: string; add?: { type: string }[] } =>
  JSON.parse(frame.toString()) as { type?: string; channel?: number; token?: string };

const REFUSALS = {
  badKey: say('AUTH_STATE', 0, { state: 'UNAUTHORIZED' }),
  tooManyConnections: say('ERROR', 0, { error: 'UNKNOWN', message: 'connection limit' }),
  rateLimited: say('ERROR', 0, { error: 'TIMEOUT', message: 'slow down' }),
};

/** dxFeed's dxLink service. Sales come compact, as asked for, and quotes as objects, since servers may choose. */
export function dxfeedVendor(osi: string): VendorModel {
  const symbol = dxfeedSymbol(osi);
  const sale = ({ size, ts }: SamplePrint): Readonly<Record<string, unknown>> => ({
    eventType: 'TimeAndSale', eventSymbol: symbol, time: ts, timeNanoPart: 0, sequence: size % 2 ** 22, exchangeCode: 'C', price: 1.54, size,
    bidPrice: 1.5, askPrice: 1.54, exchangeSaleConditions: 'S', aggressorSide: 'BUY', spreadLeg: false, validTick: true, type: 'NEW',
  });
  const sales = (prints: readonly SamplePrint[], changed: object = {}): string => say('FEED_DATA', 1, {
    data: ['TimeAndSale', prints.flatMap((print) => { const event = { ...sale(print), ...changed } as Readonly<Record<string, unknown>>; return EVENT_FIELDS.TimeAndSale.map((field) => event[field]); })],
  });
  const script: VendorScript = {
    greet: () => [],
    answer: (frame, refuse) => {
      const { type, channel = 0, token } = parse(frame);
      if (type === 'SETUP') return [say('SETUP', 0, { version: '1.0-mock', keepaliveTimeout: 60, acceptKeepaliveTimeout: 60 }), say('AUTH_STATE', 0, { state: 'UNAUTHORIZED' })];
      if (type === 'AUTH') return [refuse !== undefined ? REFUSALS[refuse] : token === 'TOKEN' ? say('AUTH_STATE', 0, { state: 'AUTHORIZED', userId: 'u' }) : REFUSALS.badKey];
      if (type === 'CHANNEL_REQUEST') return [say('CHANNEL_OPENED', channel, { service: 'FEED', parameters: { contract: 'STREAM' } })];
      if (type === 'FEED_SETUP') return [say('FEED_CONFIG', channel, { dataFormat: 'COMPACT', aggregationPeriod: 0, eventFields: EVENT_FIELDS })];
      return [];
    },
    isSubscription: (frame) => parse(frame).type === 'FEED_SUBSCRIPTION' && parse(frame).add?.some(({ type }) => type === 'TimeAndSale') === true,
    trades: (prints) => [sales(prints)],
    quote: () => say('FEED_DATA', 3, { data: [{ eventType: 'Quote', eventSymbol: symbol, bidTime: 1_795_444_200_000, bidPrice: 1.5, bidSize: 3, askTime: 1_795_444_199_000, askPrice: 'NaN', askSize: 'NaN' }] }),
    heartbeat: () => say('KEEPALIVE', 0),
    malformed: '{"type":"FEED_DATA",',
    unreadable: sales([{ size: 9, ts: 1_795_444_200_000 }], { price: 'cheap' }),
  };
  return {
    feed: 'dxfeed', settings: { FEED_KEY: 'TOKEN', FEED_CONTRACTS: osi }, script,
    start: (port) => WebSocketVendor.start(script, port),
    url: (port) => `ws://127.0.0.1:${port}`,
  };
}
