import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { CODECS, LiveFeed, massiveLive, type SourceRecord, webSocketTransport } from '@tapewire/feeds';
import { type MockVendor, massiveVendor, type SamplePrint } from '@tapewire/feeds/testing';
import { eventually } from '@tapewire/testkit';

const SYMBOL = 'SPY261218C00700000';
const PATIENT = { timeoutMs: 20_000, everyMs: 20 };
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => { for (const close of closers.splice(0).reverse()) await close(); });

/** `/v3/trades/…` of what has been printed, two trades a page. */
async function history(printed: readonly SamplePrint[], refuse: () => boolean): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server: Server = createServer((request, response) => {
    asked += 1;
    const url = new URL(request.url ?? '', 'http://api');
    if (refuse() || request.headers.authorization !== 'Bearer KEY' || url.pathname !== `/v3/trades/O:${SYMBOL}`) {
      response.writeHead(429).end('{"status":"ERROR"}');
      return;
    }
    const time = (name: string): number => Number(url.searchParams.get(name)) / 1e6;
    const found = printed.filter(({ ts }) => ts >= time('timestamp.gte') && ts < time('timestamp.lt'));
    const at = Number(url.searchParams.get('cursor') ?? 0);
    url.searchParams.set('cursor', String(at + 2));
    const results = found.slice(at, at + 2).map(({ size, ts }) => ({ conditions: [219], exchange: 302, price: 1.54, size, sip_timestamp: `${ts}000000` }));
    const page = JSON.stringify({ status: 'OK', results, ...(found.length > at + 2 ? { next_url: `http://127.0.0.1:${port()}${url.pathname}${url.search}` } : {}) });
    // A number of more digits than JavaScript's hold, as the vendor writes it.
    response.end(page.replace(/"(\d{19})"/g, '$1'));
  });
  const port = (): number => (server.address() as AddressInfo).port;
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  closers.push(() => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }));
  return { url: `http://127.0.0.1:${port()}`, asked: () => asked };
}

describe('trades that Massive printed while nobody listened', () => {
  it('are asked for, take their places once, and the gap is told as filled; or stays open until they can be had', async () => {
    const model = massiveVendor(SYMBOL);
    const vendor: MockVendor = await model.start();
    closers.push(() => vendor.stop());
    const printed: SamplePrint[] = [];
    let isRefused = false;
    const api = await history(printed, () => isRefused);
    const protocol = massiveLive({ apiKey: 'KEY', contracts: [SYMBOL], quotes: false, delay: 0, api: api.url });
    const records: SourceRecord[] = [];
    const feed = new LiveFeed({
      protocol: { ...protocol, history: protocol.history === undefined ? undefined : { ...protocol.history, settle: 50 } },
      transport: webSocketTransport(model.url(vendor.port)), line: 'massive', quotes: 'none', now: Date.now,
      every: (ms, run) => { const timer = setInterval(run, ms); return () => { clearInterval(timer); }; },
      onRecords: (some) => { records.push(...some); }, onReject: () => undefined,
    });
    closers.push(() => { feed.stop(); return Promise.resolve(); });
    const print = (count: number): void => {
      const prints = Array.from({ length: count }, () => ({ size: printed.length + 1, ts: Date.now() })).map(({ ts }, i) => ({ size: printed.length + 1 + i, ts }));
      printed.push(...prints);
      vendor.print(prints);
    };
    const events = () => records.map((r) => CODECS.get(r.source)?.decode(r.kind, r.value));
    const sizes = (): number[] => events().flatMap((event) => (event?.kind === 'trade' ? [event.size] : [])).sort((a, b) => a - b);
    const gaps = () => events().flatMap((event) => (event?.kind === 'gap' ? [event.filled ?? false] : []));
    const all = (): number[] => printed.map(({ size }) => size);
    const ready = () => eventually(() => { expect([feed.isReady, vendor.subscribers]).toEqual([true, 1]); }, PATIENT);
    const cut = async (): Promise<void> => {
      const { connections } = vendor;
      vendor.cut();
      print(7);
      await eventually(() => { expect(vendor.connections).toBe(connections + 1); }, PATIENT);
      await ready();
      print(3);
    };
    await ready();
    print(5);
    await eventually(() => { expect(sizes()).toEqual(all()); }, PATIENT);
    await cut();
    await eventually(() => { expect([sizes(), gaps()]).toEqual([all(), [false, true]]); }, PATIENT);
    isRefused = true;
    const asked = api.asked();
    await cut();
    await eventually(() => { expect(api.asked()).toBeGreaterThan(asked); }, PATIENT);
    expect(gaps()).toEqual([false, true, false]);
    isRefused = false;
    await cut();
    await eventually(() => { expect([sizes(), gaps()]).toEqual([all(), [false, true, false, false, true, true]]); }, PATIENT);
    expect(new Set(records.map((r) => r.key ?? `gap ${r.n}`)).size).toBe(records.length);
  });
});
