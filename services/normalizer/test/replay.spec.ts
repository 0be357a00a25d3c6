import { mkdtemp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { IsoDate, RawRecord } from '@tapewire/contracts';
import { CONTROL_SOURCE, DemoMarket, encodeControl, EVERY_UNDERLYING, latestTradingDay } from '@tapewire/feeds';
import { partitionOf } from '@tapewire/kafka';
import { eventually, freePorts, localKafka, ServiceProcess } from '@tapewire/testkit';
import { parse } from 'yaml';
import { Bench, PARTITIONS } from './harness.ts';
import { accept } from './oracle.ts';

const RECORDS = 24_000;
const CLOCK_EVERY = 150;
const SLICES = 8;
const TOPICS = ['trades', 'alerts', 'flow'] as const;

jest.setTimeout(400_000);

/** Cheap rules besides the default ones, so that every kind of alert has something to do in a short log. */
const MORE_RULES = [
  { id: 'any-large', when: 'premium>=20k' },
  { id: 'hits', when: 'size>=1', repeat: { count: 5, within: '10s', by: 'underlying' }, cooldown: '5s' },
];

/** Some prints are taken back, others corrected to another price and size. */
function afterwards(value: string, n: number): Pick<RawRecord, 'kind' | 'value'>[] {
  const print = JSON.parse(value) as { readonly price: number; readonly size: number };
  if (n % 7 === 0) return [{ kind: 'cancel', value: JSON.stringify({ ...print, type: 'cancel' }) }];
  if (n % 7 !== 1) return [];
  return [{ kind: 'correction', value: JSON.stringify({ type: 'correction', was: print, now: { ...print, price: print.price + 0.05, size: print.size + 1 } }) }];
}

/** A log as ingestors leave it, by partition: rules, reference data, quotes, prints, cancels, corrections, clocks, and the next morning's open interest. */
async function makeLog(): Promise<RawRecord[][]> {
  const rules = parse(await readFile(createRequire(import.meta.url).resolve('@tapewire/market/rules.yaml'), 'utf8')) as { rules: object[] };
  const partitions: RawRecord[][] = Array.from({ length: PARTITIONS }, () => []);
  const put = (underlying: string, record: Omit<RawRecord, 'underlying'>): void => {
    const own = underlying === EVERY_UNDERLYING ? partitions : [partitions[partitionOf(underlying, PARTITIONS)]!];
    for (const partition of own) partition.push({ underlying, ...record });
  };
  const control = (recvTs: number, event: Parameters<typeof encodeControl>[0]): void => {
    put(EVERY_UNDERLYING, { source: CONTROL_SOURCE, kind: event.kind, recvTs, value: encodeControl(event) });
  };
  const market = new DemoMarket({ seed: 6, rate: 300, start: latestTradingDay(Date.UTC(2026, 10, 20, 18)) });
  control(market.begin, { kind: 'config', version: 1, config: { rules: [...rules.rules, ...MORE_RULES], repeat: { count: 2, premium: 1000 }, unusual: { volume: 20, oi: 5, premium: 500 }, largePremium: 5000 } });
  let n = 0;
  let last = market.begin;
  const listed: { readonly underlying: string; readonly value: string }[] = [];
  for await (const batch of market.records(0)) {
    for (const { underlying, ts, source, kind, key, value } of batch) {
      last = Math.max(last, ts);
      put(underlying, { source, kind, recvTs: ts + 3, value, ...(key === undefined ? {} : { key }) });
      if (kind === 'openInterest') listed.push({ underlying, value });
      // A resend, as after a reconnect.
      if (n % 97 === 0 && key !== undefined) put(underlying, { source, kind, recvTs: ts + 4, value, key });
      if (kind === 'trade') for (const more of afterwards(value, n)) put(underlying, { source, recvTs: ts + 5, ...more });
      if (n++ % CLOCK_EVERY === 0) control(ts + 3, { kind: 'clock', ts, line: market.line, acked: n, feed: market.info });
      if (n >= RECORDS) break;
    }
    if (n >= RECORDS) break;
  }
  const date = '2026-11-23' as IsoDate;
  for (const { underlying, value } of listed) {
    const { symbol, oi } = JSON.parse(value) as { symbol: string; oi: number };
    put(underlying, { source: 'generic', kind: 'openInterest', recvTs: last, value: JSON.stringify({ type: 'openInterest', symbol, oi: oi + 7, date }) });
  }
  control(last, { kind: 'reference', reference: { type: 'openInterestComplete', date } });
  for (let i = 1; i <= 20; i++) control(last + i * 1000, { kind: 'clock', ts: last + i * 1000, line: market.line, acked: n, feed: market.info });
  return partitions;
}

describe('one raw log', () => {
  let undisturbed: Bench;
  let disturbed: Bench;
  let processes: ServiceProcess[] = [];
  beforeAll(async () => {
    [undisturbed, disturbed] = await Promise.all([Bench.open(), Bench.open()]);
  });
  afterAll(async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await Promise.all([undisturbed.close(), disturbed.close()]);
  });

  const startProcesses = async (): Promise<void> => {
    const folder = await mkdtemp(join(tmpdir(), 'normalizer-replay-'));
    const brokers = await localKafka();
    processes = await Promise.all((await freePorts(2)).map((managementPort, i) => ServiceProcess.start({
      service: 'normalizer', label: `normalizer ${i}`, managementPort, logFile: join(folder, `${i}.log`),
      env: { KAFKA_BROKERS: brokers, TAPEWIRE_PREFIX: disturbed.names.topics.raw.replace(/\.raw$/, ''), CHECKPOINT_INTERVAL_MS: '200' },
    })));
  };

  it('Replaying one log twice, with kills and rebalances in between, gives byte-identical trades, alerts and flow', async () => {
    const log = await makeLog();
    await startProcesses();
    for (const [p, records] of log.entries()) await undisturbed.feed(p, records);
    await undisturbed.start();
    for (let slice = 0; slice < SLICES; slice++) {
      const before = (await disturbed.log('trades', slice % PARTITIONS)).length;
      let prints = 0;
      for (const [p, records] of log.entries()) {
        const size = Math.ceil(records.length / SLICES);
        const part = records.slice(slice * size, (slice + 1) * size);
        await disturbed.feed(p, part);
        if (p === slice % PARTITIONS) prints = part.filter(({ kind }) => kind === 'trade').length;
      }
      // Killed while it works; the one that comes back rebalances the group.
      const victim = processes[slice % 2]!;
      if (prints > 0) await eventually(async () => { expect((await disturbed.log('trades', slice % PARTITIONS)).length).toBeGreaterThan(before); }, { timeoutMs: 60_000 });
      await victim.kill();
      await victim.start();
    }
    await undisturbed.settled();
    const counts: string[] = [];
    for (let p = 0; p < PARTITIONS; p++) {
      expect((await disturbed.values('raw', p))).toEqual(await undisturbed.values('raw', p));
      const undisturbedTrades = await undisturbed.values('trades', p);
      for (const topic of TOPICS) {
        const expected = accept(await undisturbed.log(topic, p)).accepted;
        await eventually(async () => { expect(accept(await disturbed.log(topic, p)).accepted.at(-1)).toEqual(expected.at(-1)); }, { timeoutMs: 90_000, everyMs: 500 });
        expect(accept(await disturbed.log(topic, p)).accepted).toEqual(expected);
        expect(expected.length).toBeGreaterThan(0);
        counts.push(`${expected.length} ${topic}`);
      }
      const kinds = new Set(undisturbedTrades.flatMap((value) => (JSON.parse(value) as { rows: { kind: string; ref?: string }[] }).rows.map(({ kind, ref }) => `${kind} ${ref === undefined ? '' : 'of a trade'}`)));
      expect([...kinds]).toEqual(expect.arrayContaining(['cancel of a trade', 'correct of a trade']));
      const rules = new Set((await undisturbed.values('alerts', p)).flatMap((value) => (JSON.parse(value) as { rows: { rule: string }[] }).rows.map(({ rule }) => rule)));
      expect([...rules]).toEqual(expect.arrayContaining(['any-large', 'hits', 'open-interest']));
    }
    process.stdout.write(`equal after ${SLICES} kills: ${counts.join(', ')}\n`);
  });
});
