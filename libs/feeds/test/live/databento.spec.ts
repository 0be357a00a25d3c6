import { databentoLive, tcpTransport } from '@tapewire/feeds';
import { databentoVendor } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

const vendor = databentoVendor('SPY261218C00700000');

describeAdapter({
  name: 'Databento',
  protocol: databentoLive({ apiKey: vendor.settings['FEED_KEY'] ?? '', contracts: [] }),
  vendor,
  transport: (url) => tcpTransport('127.0.0.1', Number(new URL(url).port)),
  isBinary: true,
});
