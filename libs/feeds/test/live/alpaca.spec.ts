import { ExtData, EXT_TIMESTAMP } from '@msgpack/msgpack';
import { expect, it } from '@jest/globals';
import { alpacaLive, CODECS, webSocketTransport } from '@tapewire/feeds';
import { alpacaVendor, packAlpaca as pack } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

describeAdapter({
  name: 'Alpaca',
  protocol: alpacaLive({ key: 'K', secret: 'S', contracts: [], quotes: true, delay: 0 }),
  vendor: alpacaVendor('SPY261218C00700000'),
  transport: (url) => webSocketTransport(url),
});

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
