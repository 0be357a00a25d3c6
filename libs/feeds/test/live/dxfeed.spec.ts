import { describe, expect, it } from '@jest/globals';
import { CODECS, dxfeedLive, webSocketTransport } from '@tapewire/feeds';
import { dxfeedVendor } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

const SYMBOL = 'SPY261218C00700000';
const options = { token: 'TOKEN', contracts: [SYMBOL], quotes: true, delay: 0 };
const sale = {
  eventType: 'TimeAndSale', eventSymbol: '.SPXW261218P4800.5', time: 1795444200123, timeNanoPart: 456789, sequence: 1, exchangeCode: 'C', price: 1.5, size: 2,
  bidPrice: 'NaN', askPrice: 1.6, exchangeSaleConditions: ' g  ', type: 'NEW',
};

describeAdapter({ name: 'dxFeed', protocol: dxfeedLive(options), vendor: dxfeedVendor(SYMBOL), transport: (url) => webSocketTransport(url) });

describe('events of dxFeed', () => {
  it('have nanoseconds, OPRA letters, broken strikes and sides that nobody quotes', () => {
    expect(CODECS.get('dxfeed')?.decode('trade', JSON.stringify(sale))).toEqual({
      kind: 'trade', contract: 'SPXW261218P04800500', price: 1.5, size: 2, tsNs: '1795444200123456789', exchange: 'C', conditions: ['g'], quote: { bid: 0, ask: 1.6, absent: 'bid' },
    });
    expect(CODECS.get('dxfeed')?.decode('trade', JSON.stringify({ ...sale, type: 'CANCEL' })).kind).toBe('cancel');
    expect(() => CODECS.get('dxfeed')?.decode('trade', JSON.stringify({ ...sale, type: 'CORRECTION' }))).toThrow('type: expected NEW or CANCEL');
  });

  it('are read whole or compact, whichever the server chose', () => {
    const session = dxfeedLive(options).session();
    const whole = session.received(JSON.stringify({ type: 'FEED_DATA', channel: 1, data: [sale] })).records;
    session.received(JSON.stringify({ type: 'FEED_CONFIG', channel: 1, eventFields: { TimeAndSale: Object.keys(sale) } }));
    const compact = session.received(JSON.stringify({ type: 'FEED_DATA', channel: 1, data: ['TimeAndSale', [...Object.values(sale), ...Object.values(sale)]] })).records;
    expect(compact).toEqual([...(whole ?? []), ...(whole ?? [])]);
    expect(session.received(JSON.stringify({ type: 'FEED_DATA', channel: 1, data: ['TimeAndSale', [1, 2]] })).rejects).toHaveLength(1);
  });

  it('of a summary give open interest', () => {
    const [record] = dxfeedLive(options).session().received('{"type":"FEED_DATA","channel":3,"data":[{"eventType":"Summary","eventSymbol":".SPY261218C700","dayId":20782,"openInterest":1200}]}').records ?? [];
    expect(record).toMatchObject({ kind: 'openInterest', underlying: 'SPY' });
    expect(CODECS.get('dxfeed')?.decode('openInterest', record?.value ?? '')).toEqual({ kind: 'openInterest', contract: SYMBOL, oi: 1200 });
  });
});
