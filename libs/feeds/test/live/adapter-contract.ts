import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { CODECS, LiveFeed, type Reject, type SourceRecord, type Transport, type VendorProtocol } from '@tapewire/feeds';
import type { MockVendor, SamplePrint, VendorModel } from '@tapewire/feeds/testing';
import { eventually } from '@tapewire/testkit';

export interface Adapter {
  readonly name: string;
  readonly protocol: VendorProtocol;
  readonly vendor: VendorModel;
  readonly transport: (url: string) => Transport;
  /** What is malformed ends the connection: nothing after it can be told apart. */
  readonly isBinary?: boolean;
  /** The vendor speaks no such thing as a limit of rates. */
  readonly passing?: readonly ('tooManyConnections' | 'rateLimited')[];
}

const SILENCE_MS = 400;
const PATIENT = { timeoutMs: 30_000, everyMs: 20 };
const OPEN_MS = Date.UTC(2026, 10, 20, 14, 30);
const CUTS = 10;

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const prints = (sizes: readonly number[]): SamplePrint[] => sizes.map((size) => ({ size, ts: OPEN_MS + size }));

/** Mulberry32: the same cuts in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Cases of docs/specs/feed-adapter.md that every vendor's adapter has to pass, on real sockets. */
export function describeAdapter({ name, protocol, vendor: model, transport, isBinary = false, passing = ['tooManyConnections', 'rateLimited'] }: Adapter): void {
  jest.setTimeout(60_000);
  const { script } = model;
  const { isNumbered = false, overlap } = protocol;
  const sendsAgain = isNumbered || overlap !== undefined;
  let vendor: MockVendor | undefined;
  let feed: LiveFeed | undefined;
  let records: SourceRecord[] = [];
  let rejects: Reject[] = [];

  const listen = (port: number, silence = 60_000): LiveFeed => {
    records = [];
    rejects = [];
    feed = new LiveFeed({
      protocol: { ...protocol, silence }, transport: transport(model.url(port)), line: 'test', quotes: 'all', now: Date.now,
      every: (ms, run) => {
        const timer = setInterval(run, ms);
        return () => { clearInterval(timer); };
      },
      onRecords: (some) => { records.push(...some); },
      onReject: (reject) => { rejects.push(reject); },
    });
    return feed;
  };
  const start = async (): Promise<MockVendor> => {
    vendor = await model.start();
    listen(vendor.port);
    await ready();
    return vendor;
  };
  const ready = (): Promise<void> => eventually(() => { expect([feed?.isReady, vendor?.subscribers]).toEqual([true, 1]); }, PATIENT);
  const decoded = () => records.map((r) => CODECS.get(r.source)?.decode(r.kind, r.value));
  const numbers = (): number[] => decoded().flatMap((event) => (event?.kind === 'trade' ? [event.size] : []));
  const gaps = () => decoded().flatMap((event) => (event?.kind === 'gap' ? [event] : []));
  const openGaps = () => gaps().filter((gap) => gap.filled !== true);

  describe(`the ${name} adapter`, () => {
    afterEach(async () => {
      feed?.stop();
      await vendor?.stop();
      vendor = undefined;
    });

    it('TC-F10 logs in, subscribes and gives every trade, unchanged and in order', async () => {
      const server = await start();
      for (let from = 1; from <= 1000; from += 50) server.print(prints(range(from, from + 49)));
      await eventually(() => { expect(numbers()).toEqual(range(1, 1000)); }, PATIENT);
      for (const [i, event] of decoded().entries()) {
        if (event?.kind === 'trade') expect([event.contract, event.price, event.tsNs]).toEqual(['SPY261218C00700000', 1.54, `${OPEN_MS + i + 1}000000`]);
      }
      expect(gaps()).toEqual([]);
      expect(rejects).toEqual([]);
    });

    it('TC-F11 gives records that its codec reads, with keys that occur once', async () => {
      const server = await start();
      server.print(prints(range(1, 20)));
      server.send(script.quote());
      await eventually(() => { expect(decoded().some((event) => event?.kind === 'quote')).toBe(!protocol.info.lacks.includes('quotes')); }, PATIENT);
      for (const record of records) expect(CODECS.get(protocol.source)?.decode(record.kind, record.value).kind).toBe(record.kind);
      expect(new Set(records.map((r) => r.key)).size).toBe(records.length);
      expect(records.every((r) => r.key?.startsWith('test:'))).toBe(true);
    });

    it('TC-F12 knows what it says it knows, and no more', async () => {
      const server = await start();
      server.print(prints([1]));
      await eventually(() => { expect(numbers()).toEqual([1]); }, PATIENT);
      const trade = decoded().find((event) => event?.kind === 'trade');
      if (trade?.kind !== 'trade') throw new Error('no trade');
      const { lacks } = protocol.info;
      expect({ conditions: trade.conditions === undefined, exchanges: trade.exchange === undefined })
        .toEqual({ conditions: lacks.includes('conditions'), exchanges: lacks.includes('exchanges') });
      expect(lacks.includes('sequence')).toBe(!isNumbered);
    });

    it.each(passing)('TC-F20 says why when its login is refused (%s), and asks again when that may pass', async (refuse) => {
      vendor = await model.start();
      vendor.refuse = refuse;
      const refused = listen(vendor.port);
      await eventually(() => { expect(refused.problem()).toMatch(/refused/); }, PATIENT);
      expect(refused.isReady).toBe(false);
      vendor.refuse = undefined;
      await ready();
      expect(refused.problem()).toBeUndefined();
    });

    it('TC-F21 does not hammer a vendor that refuses its key', async () => {
      vendor = await model.start();
      vendor.refuse = 'badKey';
      const refused = listen(vendor.port);
      await eventually(() => { expect(refused.problem()).toMatch(/refused/); }, PATIENT);
      const { connections } = vendor;
      await new Promise((resolve) => setTimeout(resolve, 1200));
      expect(vendor.connections).toBe(connections);
    });

    it('TC-F22 gives up a connection on which its login is never answered, and logs in on the next', async () => {
      vendor = await model.start();
      vendor.isMute = true;
      listen(vendor.port, SILENCE_MS);
      await eventually(() => { expect(vendor?.connections).toBeGreaterThan(1); }, PATIENT);
      vendor.isMute = false;
      await ready();
    });

    it('TC-F30 comes back after every cut, subscribed again, with a gap for each and no trade twice', async () => {
      const server = await start();
      for (let cut = 0; cut <= CUTS; cut++) {
        server.print(prints(range(cut * 10 + 1, cut * 10 + 10)));
        await eventually(() => { expect(numbers().at(-1)).toBe(cut * 10 + 10); }, PATIENT);
        if (cut === CUTS) break;
        server.cut();
        if (!isNumbered) await eventually(() => { expect(openGaps()).toHaveLength(cut + 1); }, PATIENT);
        await eventually(() => { expect(server.connections).toBe(cut + 2); }, PATIENT);
        await ready();
      }
      expect(numbers()).toEqual(range(1, (CUTS + 1) * 10));
      for (const gap of gaps()) {
        expect(gap.line).toBe('test');
        expect(gap.to).toBeGreaterThanOrEqual(gap.from);
        expect(gap.reason).toMatch(/connection lost/);
      }
    });

    it('TC-F31 connects once the vendor is there', async () => {
      const first = await model.start();
      const { port } = first;
      await first.stop();
      const waiting = listen(port);
      await eventually(() => { expect(waiting.problem()).toMatch(/connection lost/); }, PATIENT);
      vendor = await model.start(port);
      await ready();
    });

    it('TC-F32 takes a silent connection for dead and connects again', async () => {
      vendor = await model.start();
      listen(vendor.port, SILENCE_MS);
      await ready();
      await eventually(() => { expect(vendor?.connections).toBeGreaterThan(1); }, PATIENT);
    });

    it('TC-F33 keeps a connection on which only heartbeats come', async () => {
      vendor = await model.start();
      listen(vendor.port, SILENCE_MS);
      await ready();
      const { connections } = vendor;
      const beats = setInterval(() => { vendor?.send(script.heartbeat()); }, SILENCE_MS / 8);
      try {
        await new Promise((resolve) => setTimeout(resolve, 4 * SILENCE_MS));
        expect(vendor.connections).toBe(connections);
        expect(rejects).toEqual([]);
      } finally {
        clearInterval(beats);
      }
    });

    it('TC-F34 loses nothing that it does not tell, and gives nothing twice, when it is cut at random while the market goes on', async () => {
      const server = await start();
      const random = seeded(20_261_120);
      const printedAt = new Map<number, number>();
      let last = 0;
      for (let cut = 0; cut < CUTS; cut++) {
        for (let batch = 2 + Math.floor(random() * 6); batch > 0; batch--) {
          const sizes = range(last + 1, last + 1 + Math.floor(random() * 9));
          last = sizes.at(-1) ?? last;
          for (const size of sizes) printedAt.set(size, Date.now());
          server.print(sizes.map((size) => ({ size, ts: Date.now() })));
          if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 8));
        }
        const { connections } = server;
        server.cut();
        await eventually(() => { expect(server.connections).toBe(connections + 1); }, PATIENT);
        await ready();
      }
      const marker = last + 1;
      server.print([{ size: marker, ts: Date.now() }]);
      await eventually(() => { expect(numbers()).toContain(marker); }, PATIENT);

      const byKey = new Map(records.filter((r) => r.kind === 'trade').map((r) => [r.key, r.value]));
      expect(records.every((r) => r.kind !== 'trade' || byKey.get(r.key) === r.value)).toBe(true);
      const given = [...byKey.values()].map((value) => CODECS.get(protocol.source)?.decode('trade', value)).map((event) => (event?.kind === 'trade' ? event.size : 0));
      expect(new Set(given).size).toBe(given.length);
      if (sendsAgain) expect(given.sort((a, b) => a - b)).toEqual(range(1, marker));
      const untold = [...printedAt].filter(([size, at]) => !given.includes(size) && !openGaps().some(({ from, to }) => at >= from && at <= to));
      expect(untold).toEqual([]);
      expect(openGaps()).toHaveLength(isNumbered ? 0 : CUTS);
      expect(gaps().filter((gap) => gap.filled === true)).toHaveLength(overlap === undefined ? 0 : CUTS);
    });

    it('TC-F40 keeps what it cannot read out of the log, with its reason, and goes on', async () => {
      const server = await start();
      server.print(prints([1]));
      if (!isBinary) server.send(script.malformed);
      server.send(script.unreadable);
      server.print(prints([2]));
      await eventually(() => { expect(numbers()).toEqual([1, 2]); }, PATIENT);
      expect(rejects).toHaveLength(isBinary ? 1 : 2);
      expect(rejects.every((reject) => reject.reason.includes('expected'))).toBe(true);
      expect(feed?.isReady).toBe(true);
      if (!isBinary) return;
      const { connections } = server;
      server.send(script.malformed);
      await eventually(() => { expect(server.connections).toBeGreaterThan(connections); }, PATIENT);
    });

    it('TC-F51 gives what is sent twice one key, where the vendor numbers it', async () => {
      const server = await start();
      server.print(prints([1, 2, 3]));
      for (const frame of script.trades(prints([2, 3]))) server.send(frame);
      server.print(prints([4]));
      await eventually(() => { expect(numbers()).toEqual([1, 2, 3, 2, 3, 4]); }, PATIENT);
      expect(new Set(records.map((r) => r.key)).size).toBe(isNumbered ? 4 : 6);
    });
  });
}
