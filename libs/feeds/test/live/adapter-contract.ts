import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CODECS, LiveFeed, type Reject, type SourceRecord, type Transport, type VendorProtocol, webSocketTransport } from '@tapewire/feeds';
import { eventually } from '@tapewire/testkit';
import { type Frame, MockVendor, type Refusal, type VendorScript } from './mock-vendor.ts';

/** A vendor's server as the cases use it. */
export interface Vendor {
  readonly port: number;
  readonly subscribers: number;
  readonly connections: number;
  refuse: Refusal | undefined;
  send: (frame: Frame) => void;
  cut: () => void;
  stop: () => Promise<void>;
}

export interface Adapter {
  readonly name: string;
  readonly protocol: VendorProtocol;
  readonly script: Pick<VendorScript, 'trades' | 'quote' | 'malformed' | 'unreadable'>;
  readonly start: (port?: number) => Promise<Vendor>;
  readonly transport: (port: number) => Transport;
  /** What is malformed ends the connection: nothing after it can be told apart. */
  readonly isBinary?: boolean;
}

/** An adapter whose vendor speaks over a WebSocket. */
export const overWebSocket = (script: VendorScript): Pick<Adapter, 'script' | 'start' | 'transport'> => ({
  script,
  start: (port) => MockVendor.start(script, port),
  transport: (port) => webSocketTransport(`ws://127.0.0.1:${port}`),
});

const SILENCE_MS = 400;
const PATIENT = { timeoutMs: 30_000, everyMs: 20 };

/** Cases of docs/specs/feed-adapter.md that every vendor's adapter has to pass, on real sockets. */
export function describeAdapter({ name, protocol, script, start: startVendor, transport, isBinary = false }: Adapter): void {
  jest.setTimeout(60_000);
  let vendor: Vendor | undefined;
  let feed: LiveFeed | undefined;
  let records: SourceRecord[] = [];
  let rejects: Reject[] = [];

  const listen = (port: number, silence = 60_000): LiveFeed => {
    records = [];
    rejects = [];
    feed = new LiveFeed({
      protocol: { ...protocol, silence }, transport: transport(port), line: 'test', quotes: 'all', now: Date.now,
      every: (ms, run) => {
        const timer = setInterval(run, ms);
        return () => { clearInterval(timer); };
      },
      onRecords: (some) => { records.push(...some); },
      onReject: (reject) => { rejects.push(reject); },
    });
    return feed;
  };
  const start = async (): Promise<Vendor> => {
    vendor = await startVendor();
    listen(vendor.port);
    await ready();
    return vendor;
  };
  const sendTrades = (server: Vendor, some: readonly number[]): void => { for (const frame of [script.trades(some)].flat()) server.send(frame); };
  const ready = (): Promise<void> => eventually(() => { expect([feed?.isReady, vendor?.subscribers]).toEqual([true, 1]); }, PATIENT);
  const decoded = () => records.map((r) => CODECS.get(r.source)?.decode(r.kind, r.value));
  const numbers = (): number[] => decoded().flatMap((event) => (event?.kind === 'trade' ? [event.size] : []));
  const gaps = () => decoded().flatMap((event) => (event?.kind === 'gap' ? [event] : []));
  const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

  describe(`the ${name} adapter`, () => {
    afterEach(async () => {
      feed?.stop();
      await vendor?.stop();
      vendor = undefined;
    });

    it('TC-F10 logs in, subscribes and gives every trade, unchanged and in order', async () => {
      const server = await start();
      for (let from = 1; from <= 1000; from += 50) sendTrades(server, range(from, from + 49));
      await eventually(() => { expect(numbers()).toEqual(range(1, 1000)); }, PATIENT);
      expect(gaps()).toEqual([]);
      expect(rejects).toEqual([]);
    });

    it('TC-F11 gives records that its codec reads, with keys that occur once', async () => {
      const server = await start();
      sendTrades(server, range(1, 20));
      server.send(script.quote());
      await eventually(() => { expect(decoded().some((event) => event?.kind === 'quote')).toBe(!protocol.info.lacks.includes('quotes')); }, PATIENT);
      for (const record of records) expect(CODECS.get(protocol.source)?.decode(record.kind, record.value).kind).toBe(record.kind);
      expect(new Set(records.map((r) => r.key)).size).toBe(records.length);
      expect(records.every((r) => r.key?.startsWith('test:'))).toBe(true);
    });

    it('TC-F20 says why when its login is refused, and asks again when that may pass', async () => {
      vendor = await startVendor();
      vendor.refuse = 'tooManyConnections';
      const refused = listen(vendor.port);
      await eventually(() => { expect(refused.problem()).toMatch(/refused/); }, PATIENT);
      expect(refused.isReady).toBe(false);
      vendor.refuse = undefined;
      await ready();
      expect(refused.problem()).toBeUndefined();
    });

    it('TC-F21 does not hammer a vendor that refuses its key', async () => {
      vendor = await startVendor();
      vendor.refuse = 'badKey';
      const refused = listen(vendor.port);
      await eventually(() => { expect(refused.problem()).toMatch(/refused/); }, PATIENT);
      const { connections } = vendor;
      await new Promise((resolve) => setTimeout(resolve, 1200));
      expect(vendor.connections).toBe(connections);
    });

    it('TC-F30 comes back after every cut, subscribed again, with a gap for each and no trade twice', async () => {
      const server = await start();
      const cuts = 10;
      for (let cut = 0; cut <= cuts; cut++) {
        sendTrades(server, range(cut * 10 + 1, cut * 10 + 10));
        await eventually(() => { expect(numbers().at(-1)).toBe(cut * 10 + 10); }, PATIENT);
        if (cut === cuts) break;
        server.cut();
        if (protocol.isNumbered !== true) await eventually(() => { expect(gaps()).toHaveLength(cut + 1); }, PATIENT);
        await eventually(() => { expect(server.connections).toBe(cut + 2); }, PATIENT);
        await ready();
      }
      expect(numbers()).toEqual(range(1, (cuts + 1) * 10));
      for (const gap of gaps()) {
        expect(gap.line).toBe('test');
        expect(gap.to).toBeGreaterThanOrEqual(gap.from);
        expect(gap.reason).toMatch(/connection lost/);
      }
    });

    it('TC-F31 connects once the vendor is there', async () => {
      const first = await startVendor();
      const { port } = first;
      await first.stop();
      const waiting = listen(port);
      await eventually(() => { expect(waiting.problem()).toMatch(/connection lost/); }, PATIENT);
      vendor = await startVendor(port);
      await ready();
    });

    it('TC-F32 takes a silent connection for dead and connects again', async () => {
      vendor = await startVendor();
      listen(vendor.port, SILENCE_MS);
      await ready();
      await eventually(() => { expect(vendor?.connections).toBeGreaterThan(1); }, PATIENT);
    });

    it('TC-F40 keeps what it cannot read out of the log, with its reason, and goes on', async () => {
      const server = await start();
      sendTrades(server, [1]);
      if (!isBinary) server.send(script.malformed);
      server.send(script.unreadable);
      sendTrades(server, [2]);
      await eventually(() => { expect(numbers()).toEqual([1, 2]); }, PATIENT);
      expect(rejects).toHaveLength(isBinary ? 1 : 2);
      expect(rejects.every((reject) => reject.reason.includes('expected'))).toBe(true);
      expect(feed?.isReady).toBe(true);
      if (!isBinary) return;
      const { connections } = server;
      server.send(script.malformed);
      await eventually(() => { expect(server.connections).toBeGreaterThan(connections); }, PATIENT);
    });
  });
}
