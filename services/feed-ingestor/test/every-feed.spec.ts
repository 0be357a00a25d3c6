import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, type TapewireClient } from '@tapewire/client';
import { latestTradingDay } from '@tapewire/feeds';
import {
  alpacaVendor, databentoVendor, dxfeedVendor, genericTcpVendor, genericWebSocketVendor, massiveVendor, type MockVendor, thetadataVendor, tradierVendor, type VendorModel,
} from '@tapewire/feeds/testing';
import { isoDate, newYorkInstant } from '@tapewire/market';
import { devToken, eventually, freePorts, localKafka, localRedis, quiet, ServiceProcess, type Stack, startStack, testPrefix } from '@tapewire/testkit';

const SLOW = 400_000;
const PATIENT = { timeoutMs: 150_000, everyMs: 300 };
const CUTS = 10;
const PARTITIONS = 3;

const day = latestTradingDay(Date.now());
const expiration = isoDate(day + 30).slice(2).replaceAll('-', '');
const NOON = newYorkInstant(day, 12 * 60);
const contract = (root: string): string => `${root}${expiration}C00100000`;

/** A vendor's feed with an ingestor of its own, and what has been printed there. */
interface Feed {
  readonly name: string;
  readonly contract: string;
  readonly model: VendorModel;
  /** Sends again what was missed. */
  readonly sendsAgain: boolean;
  readonly vendor: MockVendor;
  /** When each size was printed, by the wall clock. */
  readonly printedAt: Map<number, number>;
}

const MODELS: readonly (readonly [name: string, root: string, model: (contract: string) => VendorModel, sendsAgain: boolean])[] = [
  ['firm-tcp', 'MSFT', genericTcpVendor, true],
  ['firm-ws', 'AMZN', genericWebSocketVendor, true],
  ['databento', 'NVDA', databentoVendor, true],
  ['massive', 'SPY', massiveVendor, false],
  ['alpaca', 'AAPL', alpacaVendor, false],
  ['thetadata', 'META', thetadataVendor, false],
  ['tradier', 'TSLA', tradierVendor, false],
  ['dxfeed', 'AMD', dxfeedVendor, false],
];

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

describe('every live feed through the real services, each connection cut ten times at random', () => {
  const closers: (() => Promise<unknown>)[] = [];
  const feeds: Feed[] = [];
  const notices: string[] = [];
  const rows: (readonly unknown[])[] = [];
  let stack: Stack;
  let second: ServiceProcess;
  let client: TapewireClient;

  beforeAll(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tapewire-feeds-'));
    closers.push(() => rm(dir, { recursive: true, force: true }));
    for (const [name, root, modelOf, sendsAgain] of MODELS) {
      const model = modelOf(contract(root));
      const vendor = await model.start();
      closers.push(() => vendor.stop());
      feeds.push({ name, contract: contract(root), model, sendsAgain, vendor, printedAt: new Map() });
    }
    const settings = ({ name, model, vendor }: Feed): Record<string, string> => {
      const url = model.url(vendor.port);
      return { FEED: model.feed, FEED_LINE: name, FEED_URL: url, ...(model.feed === 'tradier' ? { FEED_API_URL: url.replace('ws:', 'http:') } : {}), ...model.settings };
    };
    const [kafka, redis, prefix] = [await localKafka(), await localRedis(), testPrefix()];
    stack = await startStack({ dir, kafka, redis, prefix, partitions: PARTITIONS, report: quiet, feed: settings(feeds[0]!) });
    closers.push(() => stack.stop());
    const ports = await freePorts(feeds.length);
    // The first feed has two ingestors on its line.
    const ingestors = await Promise.all(feeds.map((feed, i) => ServiceProcess.start({
      service: 'feed-ingestor', label: feed.name, managementPort: ports[i] ?? 0, logFile: join(dir, `${feed.name}.log`),
      env: { KAFKA_BROKERS: kafka, TAPEWIRE_PREFIX: prefix, TAPEWIRE_LOG_LEVEL: 'info', SPOOL_DIR: join(dir, `spool-${i}`), ...settings(feed) },
    })));
    closers.push(() => Promise.all(ingestors.map((ingestor) => ingestor.stop())));
    second = ingestors[0]!;
    await Promise.all([stack.ready(SLOW), ...ingestors.map((ingestor) => ingestor.ready(SLOW))]);
    client = connect({
      urls: stack.gatewayUrls, token: await devToken({ user: 'ann', plan: 'realtime' }),
      onNotice: ({ code, message }) => { if (code === 'gap') notices.push(message); },
    });
    closers.push(() => {
      client.close();
      return Promise.resolve();
    });
    client.subscribe('', {
      columns: ['contract', 'size', 'price', 'tsNs', 'exchange', 'bid'], snapshot: 0, overflow: 'lag',
      onEvent: (event) => { if (event.type === 'rows' || event.type === 'snapshot') rows.push(...event.rows); },
    });
    await eventually(() => { expect(client.status?.state).toBe('connected'); }, PATIENT);
  }, SLOW);
  afterAll(async () => { for (const close of closers.reverse()) await close(); }, SLOW);

  const print = (feed: Feed, count: number): void => {
    const sizes = Array.from({ length: count }, (_, i) => feed.printedAt.size + 1 + i);
    for (const size of sizes) feed.printedAt.set(size, Date.now());
    feed.vendor.print(sizes.map((size) => ({ size, ts: NOON + size })));
  };
  const reconnected = (feed: Feed, connections: number): Promise<void> => {
    const readers = feed === feeds[0] ? 2 : 1;
    return eventually(() => {
      expect(feed.vendor.connections).toBeGreaterThanOrEqual(connections + readers);
      expect(feed.vendor.subscribers).toBe(readers);
    }, PATIENT);
  };
  const sizesOf = (feed: Feed): number[] => rows.filter((row) => row[1] === feed.contract).map((row) => Number(row[2]));
  const gapsOf = ({ name }: Feed): { from: number; to: number; isFilled: boolean }[] => notices.flatMap((notice) => {
    const [, line = '', from = '', to = ''] = /^(\S+) could not be read from (\S+) to (\S+):/.exec(notice) ?? [];
    return line === name || line.startsWith(`${name}@`) ? [{ from: Date.parse(from), to: Date.parse(to), isFilled: notice.includes('sent again') }] : [];
  });

  it('prints, is cut, and prints on, while one of two ingestors on a line is killed', async () => {
    await Promise.all(feeds.map(async (feed, seed) => {
      const random = seeded(seed + 1);
      for (let cut = 0; cut < CUTS; cut++) {
        for (let bursts = 2 + Math.floor(random() * 4); bursts > 0; bursts--) {
          print(feed, 1 + Math.floor(random() * 12));
          if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 20));
        }
        const { connections } = feed.vendor;
        feed.vendor.cut();
        print(feed, 1 + Math.floor(random() * 3));
        await reconnected(feed, connections);
        if (feed === feeds[0] && cut === CUTS / 2) {
          await second.kill();
          print(feed, 25);
          await second.start();
          await eventually(() => { expect(feed.vendor.subscribers).toBe(2); }, PATIENT);
        }
      }
      print(feed, 5);
      const last = feed.printedAt.size;
      await eventually(() => { expect(sizesOf(feed)).toContain(last); }, PATIENT);
    }));
  }, SLOW);

  it.each(MODELS.map(([name]) => name))('%s: no trade is twice on the tape, each is as it was printed, and nothing is missing that was not told', async (name) => {
    const feed = feeds.find((found) => found.name === name)!;
    const known = new Set(feed.printedAt.keys());
    const missing = (): number[] => [...known].filter((size) => !sizesOf(feed).includes(size));
    await eventually(() => {
      expect(feed.sendsAgain ? missing() : []).toEqual([]);
      expect(gapsOf(feed).filter(({ isFilled }) => !isFilled).length).toBe(feed.model.feed === 'generic' ? 0 : CUTS);
    }, PATIENT);
    const sizes = sizesOf(feed);
    expect(new Set(sizes).size).toBe(sizes.length);
    const untold = missing().filter((size) => !gapsOf(feed).some(({ from, to }) => feed.printedAt.get(size)! >= from && feed.printedAt.get(size)! <= to));
    expect(untold).toEqual([]);
    for (const [, , size, price, tsNs, exchange] of rows.filter((row) => row[1] === feed.contract)) {
      expect([price, tsNs]).toEqual([1.54, `${NOON + Number(size)}000000`]);
      expect(exchange).toBe(name === 'thetadata' ? null : 'C');
    }
  }, SLOW);

  it('tells what each feed cannot know', async () => {
    const other = connect({ urls: stack.gatewayUrls, token: await devToken({ user: 'bob', plan: 'realtime' }) });
    await eventually(() => { expect(other.welcome?.feeds.map(({ source }) => source).sort()).toEqual(['alpaca', 'databento', 'dxfeed', 'generic', 'generic', 'massive', 'thetadata', 'tradier']); }, PATIENT);
    other.close();
  }, SLOW);
});
