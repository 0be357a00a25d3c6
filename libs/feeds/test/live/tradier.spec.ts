import { expect, it } from '@jest/globals';
import { CODECS, tradierLive, tradierTransport, webSocketTransport } from '@tapewire/feeds';
import { tradierVendor } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

const SYMBOL = 'SPY261218C00700000';

describeAdapter({
  name: 'Tradier',
  protocol: tradierLive({ contracts: [SYMBOL], quotes: true }),
  vendor: tradierVendor(SYMBOL),
  transport: (url) => tradierTransport({ api: url.replace('ws:', 'http:'), token: 'TOKEN' }, webSocketTransport(url)),
});

it('reads texts as numbers, and knows a cancelled sale', () => {
  const sale = { type: 'timesale', symbol: SYMBOL, exch: 'Q', bid: '1.50', ask: '1.54', last: '1.52', size: '3', date: '1795444200355', seq: 7, flag: '', cancel: false, correction: false };
  const decode = (changed: object) => CODECS.get('tradier')?.decode('trade', JSON.stringify({ ...sale, ...changed }));
  expect(decode({})).toEqual({ kind: 'trade', contract: SYMBOL, price: 1.52, size: 3, tsNs: '1795444200355000000', exchange: 'Q', quote: { bid: 1.5, ask: 1.54 } });
  expect(decode({ cancel: true, exch: '?' })).toEqual({ kind: 'cancel', contract: SYMBOL, price: 1.52, size: 3, tsNs: '1795444200355000000', quote: { bid: 1.5, ask: 1.54 } });
  expect(() => decode({ correction: true })).toThrow('correction: expected false');
  expect(() => decode({ last: '' })).toThrow('last: expected a price');
});
