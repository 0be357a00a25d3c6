import { expect, it } from '@jest/globals';
import { CODECS, thetadataLive } from '@tapewire/feeds';
import { describeAdapter, overWebSocket } from './adapter-contract.ts';
import type { VendorScript } from './mock-vendor.ts';

const contract = { security_type: 'OPTION', root: 'SPXW', expiration: 20261218, strike: 4800000, right: 'C' };
const header = { type: 'TRADE', status: 'CONNECTED' };
const trade = (size: number): object =>
  ({ header, contract, trade: { ms_of_day: 34_200_123, sequence: size, size, condition: 95, price: 1.54, exchange: 5, date: 20261120 } });
const answer = (response: string): string => JSON.stringify({ header: { type: 'REQ_RESPONSE', response, req_id: 0 } });

const script: VendorScript = {
  greet: () => ['{"header":{"type":"STATUS","status":"CONNECTED"}}'],
  answer: (_frame, refuse) => [answer({ none: 'SUBSCRIBED', badKey: 'INVALID_PERMS', tooManyConnections: 'MAX_STREAMS_REACHED' }[refuse ?? 'none'])],
  isSubscription: (frame) => frame.toString().includes('STREAM_BULK'),
  // The terminal sends one message a frame.
  trades: (numbers) => numbers.map((n) => JSON.stringify(trade(n))),
  quote: () => JSON.stringify({ header: { type: 'QUOTE', status: 'CONNECTED' }, contract, quote: { ms_of_day: 34_200_000, bid: 1.5, bid_size: 3, ask: 1.6, ask_size: 4, date: 20261120 } }),
  malformed: '{"header":',
  unreadable: JSON.stringify({ ...trade(1), contract: { ...contract, expiration: 20261318 } }),
};

describeAdapter({ name: 'Theta Data', protocol: thetadataLive(), ...overWebSocket(script) });

it('reads New York’s time of day, strikes in tenths of a cent and its own condition codes', () => {
  expect(CODECS.get('thetadata')?.decode('trade', JSON.stringify(trade(7)))).toEqual({
    kind: 'trade', contract: 'SPXW261218C04800000', price: 1.54, size: 7, tsNs: '1795185000123000000', conditions: ['S'],
  });
});
