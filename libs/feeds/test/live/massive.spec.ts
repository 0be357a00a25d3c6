import { describe, expect, it } from '@jest/globals';
import { massiveLive, webSocketTransport } from '@tapewire/feeds';
import { massiveStatus as status, massiveVendor } from '@tapewire/feeds/testing';
import { describeAdapter } from './adapter-contract.ts';

const trade = (size: number): object => ({ ev: 'T', sym: 'O:SPY261218C00700000', x: 302, p: 1.54, s: size, c: [219], t: 1795444200000 + size, q: 651921857 + size });
const options = { apiKey: 'KEY', contracts: [], quotes: true, delay: 0 };

describeAdapter({ name: 'Massive', protocol: massiveLive(options), vendor: massiveVendor('SPY261218C00700000'), transport: (url) => webSocketTransport(url) });

describe('the Massive session', () => {
  const received = (session: ReturnType<ReturnType<typeof massiveLive>['session']>, text: string) => session.received(text);

  it('subscribes to all trades, or to the contracts it is given', () => {
    const all = massiveLive(options).session();
    expect(received(all, status('auth_success')).send).toEqual(['{"action":"subscribe","params":"T.*"}']);
    const some = massiveLive({ ...options, contracts: ['SPY261218C00700000'] }).session();
    expect(received(some, status('auth_success')).send).toEqual(['{"action":"subscribe","params":"T.O:SPY261218C00700000"}']);
  });

  it('subscribes to the quotes of the thousand contracts that trade most, and follows them', () => {
    const session = massiveLive(options).session();
    received(session, status('auth_success'));
    received(session, status('success'));
    const contract = (i: number): string => `SPY261218C00${String(100 + i).padStart(4, '0')}00`;
    const trades = (from: number, to: number, times: number) => JSON.stringify(
      Array.from({ length: (to - from) * times }, (_, i) => ({ ...trade(1), sym: `O:${contract(from + (i % (to - from)))}` })));
    received(session, trades(0, 1200, 1));
    received(session, trades(0, 900, 1));
    const first = session.tick?.(1).send?.map((frame) => JSON.parse(frame.toString()) as { action: string; params: string });
    expect(first).toHaveLength(1);
    expect(first?.[0]?.params.split(',')).toHaveLength(1000);
    expect(first?.[0]?.params).toContain(`Q.O:${contract(899)}`);
    received(session, trades(1100, 1200, 5));
    expect(session.tick?.(2).send).toEqual([]);
    const next = session.tick?.(20_000).send?.map((frame) => JSON.parse(frame.toString()) as { action: string; params: string });
    expect(next?.map(({ action }) => action)).toEqual(['unsubscribe', 'subscribe']);
    expect(next?.[0]?.params.split(',').length).toBe(next?.[1]?.params.split(',').length);
  });
});
