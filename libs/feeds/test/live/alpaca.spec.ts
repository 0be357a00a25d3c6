import { decode, encode, encodeTimestampExtension, EXT_TIMESTAMP, ExtData } from '@msgpack/msgpack';
import { expect, it } from '@jest/globals';
import { alpacaLive, CODECS } from '@tapewire/feeds';
import { describeAdapter, overWebSocket } from './adapter-contract.ts';
import type { Frame, VendorScript } from './mock-vendor.ts';

const pack = (value: unknown): Buffer => Buffer.from(encode(value));
const unpack = (frame: Frame): { action?: string; key?: string; secret?: string; trades?: string[] } => decode(Buffer.from(frame)) as object;
const time = (millis: number): ExtData => new ExtData(EXT_TIMESTAMP, encodeTimestampExtension(new Date(millis)) ?? new Uint8Array());
const trade = (size: number): object => ({ T: 't', S: 'SPY261218C00700000', t: time(1795444200000 + size), p: 2.84, s: size, x: 'N', c: 'S' });

const script: VendorScript = {
  greet: () => [pack([{ T: 'success', msg: 'connected' }])],
  answer: (frame, refuse) => {
    const { action, key, secret, trades } = unpack(frame);
    if (action === 'auth' && refuse === 'tooManyConnections') return [pack([{ T: 'error', code: 406, msg: 'connection limit exceeded' }])];
    if (action === 'auth') return [pack([key === 'K' && secret === 'S' && refuse === undefined ? { T: 'success', msg: 'authenticated' } : { T: 'error', code: 402, msg: 'auth failed' }])];
    return action === 'subscribe' ? [pack([{ T: 'subscription', trades: trades ?? [], quotes: [] }])] : [];
  },
  isSubscription: (frame) => unpack(frame).action === 'subscribe',
  trades: (numbers) => pack(numbers.map(trade)),
  quote: () => pack([{ T: 'q', S: 'SPY261218C00700000', t: time(1795444200000), bx: 'C', bp: 9.46, bs: 53, ax: 'C', ap: 9.66, as: 38, c: 'A' }]),
  malformed: Buffer.from([0xc1, 0xff]),
  unreadable: pack([{ ...trade(9), x: 'ARCA' }]),
};

describeAdapter({ name: 'Alpaca', protocol: alpacaLive({ key: 'K', secret: 'S', contracts: [], quotes: true, delay: 0 }), ...overWebSocket(script) });

it('keeps the nanoseconds of a trade and reads the one of the documentation', () => {
  const text = '{"T":"t","S":"AAPL240315C00172500","t":"2024-03-11T13:35:35.13312256Z","p":2.84,"s":1,"x":"N","c":"S"}';
  expect(CODECS.get('alpaca')?.decode('trade', text)).toEqual({
    kind: 'trade', contract: 'AAPL240315C00172500', price: 2.84, size: 1, tsNs: '1710164135133122560', exchange: 'N', conditions: ['S'],
  });
  const session = alpacaLive({ key: 'K', secret: 'S', contracts: [], quotes: false, delay: 0 }).session();
  const seconds = Buffer.alloc(12);
  seconds.writeUInt32BE(133122560, 0);
  seconds.writeBigInt64BE(1710164135n, 4);
  const [record] = session.received(pack([{ T: 't', S: 'AAPL240315C00172500', t: new ExtData(EXT_TIMESTAMP, seconds), p: 2.84, s: 1, x: 'N', c: 'S' }])).records ?? [];
  expect(record?.value).toContain('"t":"2024-03-11T13:35:35.133122560Z"');
});
