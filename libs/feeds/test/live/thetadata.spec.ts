import { expect, it } from '@jest/globals';
import { CODECS, thetadataLive, webSocketTransport } from '@tapewire/feeds';
import { thetadataVendor } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

const contract = { security_type: 'OPTION', root: 'SPXW', expiration: 20261218, strike: 4800000, right: 'C' };
const header = { type: 'TRADE', status: 'CONNECTED' };
const trade = (size: number): object =>
  ({ header, contract, trade: { ms_of_day: 34_200_123, sequence: size, size, condition: 95, price: 1.54, exchange: 5, date: 20261120 } });

describeAdapter({ name: 'Theta Data', protocol: thetadataLive(), vendor: thetadataVendor('SPY261218C00700000'), transport: (url) => webSocketTransport(url) });

it('reads New York’s time of day, strikes in tenths of a cent and its own condition codes', () => {
  expect(CODECS.get('thetadata')?.decode('trade', JSON.stringify(trade(7)))).toEqual({
    kind: 'trade', contract: 'SPXW261218C04800000', price: 1.54, size: 7, tsNs: '1795185000123000000', conditions: ['S'],
  });
});
