import { decode, encode, encodeTimestampExtension, EXT_TIMESTAMP, ExtData } from '@msgpack/msgpack';
import type { Frame } from '../../live/protocol.ts';
import { WebSocketVendor } from '../web-socket-vendor.ts';
import type { SamplePrint, VendorModel, VendorScript } from '../vendor.ts';

export const packAlpaca = (value: unknown): Buffer => Buffer.from(encode(value));

const unpack = (frame: Frame): { action?: string; key?: string; secret?: string; trades?: string[] } => decode(Buffer.from(frame)) as object;
const time = (millis: number): ExtData => new ExtData(EXT_TIMESTAMP, encodeTimestampExtension(new Date(millis)) ?? new Uint8Array());
const error = (code: number, msg: string): Buffer => packAlpaca([{ T: 'error', code, msg }]);

const REFUSALS = {
  badKey: error(402, 'auth failed'),
  tooManyConnections: error(406, 'connection limit exceeded'),
  rateLimited: error(404, 'auth timeout'),
};

/** Alpaca's option stream: docs.alpaca.markets/docs/real-time-option-data. */
export function alpacaVendor(symbol: string): VendorModel {
  const trade = ({ size, ts }: SamplePrint): object => ({ T: 't', S: symbol, t: time(ts), p: 1.54, s: size, x: 'C', c: 'S' });
  const script: VendorScript = {
    greet: () => [packAlpaca([{ T: 'success', msg: 'connected' }])],
    answer: (frame, refuse) => {
      const { action, key, secret, trades } = unpack(frame);
      if (action === 'auth' && refuse !== undefined) return [REFUSALS[refuse]];
      if (action === 'auth') return [key === 'K' && secret === 'S' ? packAlpaca([{ T: 'success', msg: 'authenticated' }]) : REFUSALS.badKey];
      return action === 'subscribe' ? [packAlpaca([{ T: 'subscription', trades: trades ?? [], quotes: [] }])] : [];
    },
    isSubscription: (frame) => unpack(frame).action === 'subscribe',
    trades: (prints) => [packAlpaca(prints.map(trade))],
    quote: () => packAlpaca([{ T: 'q', S: symbol, t: time(1_795_444_200_000), bx: 'C', bp: 9.46, bs: 53, ax: 'C', ap: 9.66, as: 38, c: 'A' }]),
    heartbeat: () => packAlpaca([]),
    malformed: Buffer.from([0xc1, 0xff]),
    unreadable: packAlpaca([{ ...trade({ size: 9, ts: 1_795_444_200_000 }), x: 'ARCA' }]),
  };
  return {
    feed: 'alpaca', settings: { FEED_KEY: 'K', FEED_SECRET: 'S' }, script,
    start: (port) => WebSocketVendor.start(script, port),
    url: (port) => `ws://127.0.0.1:${port}`,
  };
}
