import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { Names } from '@tapewire/contracts';
import { KafkaAdmin, PartitionProducer } from '@tapewire/kafka';
import { CODECS } from '@tapewire/feeds';
import { createLogger } from '@tapewire/telemetry';
import { eventually, freePorts, localKafka, ServiceProcess, testPrefix } from '@tapewire/testkit';
import { numberOf, PARTITIONS, Rig } from './raw-log.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 90_000, everyMs: 300 };
const PARTS = 3;

let rig: Rig | undefined;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const trade = (size: number): string => JSON.stringify({
  type: 'trade', symbol: size % 2 ? 'TWX261218C00070000' : 'SPY261218C00700000', price: 1.5, size, ts: Date.UTC(2026, 10, 20, 15) + size, exchange: 'C',
});

/** A topic of a firm's own with a process that reads it. */
async function firm(line: string, before: readonly string[] = [], settings: Record<string, string> = {}): Promise<{ topic: string; write: (values: readonly string[]) => Promise<void>; feed: Record<string, string> }> {
  const brokers = await localKafka();
  const topic = testPrefix();
  const feed = { FEED: 'generic', FEED_URL: `kafka://${brokers}/${topic}`, FEED_LINE: line, ...settings };
  const logger = createLogger('test', 'silent');
  const admin = await KafkaAdmin.connect({ brokers: [brokers] }, logger);
  closers.push(() => admin.close());
  // The installation's way of creating topics does for a firm's as well.
  await admin.ensureTopics({ topics: { firm: topic } } as unknown as Names, { partitions: PARTS, replication: 1 });
  closers.push(() => admin.deleteTopics([topic]));
  const producer = await PartitionProducer.connect({ brokers: [brokers] }, logger);
  closers.push(() => producer.close());
  const write = async (values: readonly string[]): Promise<void> => {
    for (let p = 0; p < PARTS; p++) {
      const records = values.filter((_, i) => i % PARTS === p).map((value) => ({ key: null, value }));
      if (records.length > 0) await producer.send(topic, p, records);
    }
  };
  await write(before);
  const opened = await Rig.open(feed);
  closers.push(() => opened.close());
  rig = opened;
  return { topic, write, feed };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const sizes = async (): Promise<number[]> => (await trades()).map(({ value }) => (JSON.parse(value) as { size: number }).size);
/** How far each partition of the firm's topic is, by the clocks on the raw log. */
async function acknowledged(): Promise<number[]> {
  const clocks = await rig!.clocks();
  return range(0, PARTS - 1).map((p) => Math.max(0, ...clocks.filter(({ line }) => line === `desk/${p}`).map(({ acked }) => acked)));
}

const trades = async () => (await rig!.raw()).filter((row) => row.kind === 'trade');

describe('the generic feed from a firm’s own topic', () => {
  it('begins with what the topic holds, and keeps bad messages with field, expectation and place', async () => {
    await firm('desk', [...range(1, 30).map(trade), JSON.stringify({ type: 'trade', symbol: 'SPY', price: 1, size: 1, ts: Date.now() }), 'nonsense', JSON.stringify({ type: 'bar' })]);
    await rig!.process.ready();
    await eventually(async () => { expect((await sizes()).sort((a, b) => a - b)).toEqual(range(1, 30)); }, PATIENT);
    await eventually(async () => { expect(await rig!.deadLetters()).toHaveLength(3); }, PATIENT);
    const letters = (await rig!.deadLetters()).map(({ reason, file, line }) => ({ reason, place: `${file?.split('/')[1] ?? ''}:${line ?? ''}` })).sort((a, b) => (a.place < b.place ? -1 : 1));
    expect(letters).toEqual([
      { place: '0:10', reason: 'symbol: expected an OSI option symbol such as AAPL260918C00260000, was "SPY"' },
      { place: '1:10', reason: 'message: expected JSON, was "nonsense"' },
      { place: '2:10', reason: 'type: expected one of trade, cancel, correction, quote, underlying, openInterest, heartbeat, was "bar"' },
    ]);
    for (const { key = '' } of await trades()) expect(key).toMatch(/^desk\/[0-2]:\d+$/);
    await eventually(async () => { expect((await rig!.clocks()).some(({ line, feed }) => line === 'desk/0' && feed?.name === 'desk')).toBe(true); }, PATIENT);
  });

  it('is whole when two processes read it and both are killed in turn, each message with one key and value', async () => {
    const { write, feed } = await firm('desk');
    const [managementPort = 0] = await freePorts(1);
    const second = await ServiceProcess.start({
      service: 'feed-ingestor', managementPort, logFile: join(rig!.folder, 'second.log'),
      env: { KAFKA_BROKERS: await localKafka(), TAPEWIRE_PREFIX: rig!.names.topics.raw.replace(/\.raw$/, ''), TAPEWIRE_PARTITIONS: String(PARTITIONS), SPOOL_DIR: join(rig!.folder, 'second'), ...feed },
    });
    closers.push(() => second.stop());
    await Promise.all([rig!.process.ready(), second.ready()]);
    let last = 0;
    const more = async (): Promise<void> => {
      await write(range(last + 1, last + 600).map(trade));
      last += 600;
    };
    const arrived = () => eventually(async () => { expect(new Set(await sizes()).size).toBe(last); }, PATIENT);
    await more();
    await arrived();
    for (const process of [rig!.process, second]) {
      await more();
      await process.kill();
      await more();
      await arrived();
      await process.start();
    }
    await more();
    await arrived();
    const values = new Map<string, string>();
    for (const { key = '', value } of await trades()) {
      expect(values.get(key) ?? value).toBe(value);
      values.set(key, value);
    }
    expect(values.size).toBe(last);
    expect(Math.max(...[...values.keys()].map(numberOf))).toBe(last / PARTS - 1);
    expect((await rig!.raw()).filter((row) => row.kind === 'gap')).toEqual([]);
  });

  it('begins at its end if told to, and tells what retention deleted before it was read', async () => {
    const { topic, write } = await firm('desk', range(1, 30).map(trade), { FEED_KAFKA_START: 'latest' });
    await rig!.process.ready();
    await write(range(31, 60).map(trade));
    await eventually(async () => { expect((await sizes()).sort((a, b) => a - b)).toEqual(range(31, 60)); }, PATIENT);
    await eventually(async () => { expect(await acknowledged()).toEqual([20, 20, 20]); }, PATIENT);
    await rig!.process.stop();
    await write(range(61, 90).map(trade));
    await rig!.admin.emptyTopic(topic);
    await write(range(91, 120).map(trade));
    await rig!.process.start();
    await eventually(async () => { expect((await sizes()).sort((a, b) => a - b)).toEqual([...range(31, 60), ...range(91, 120)]); }, PATIENT);
    const gaps = new Set((await rig!.raw()).filter((row) => row.kind === 'gap').map(({ value }) => value));
    expect([...gaps].map((value) => CODECS.get('tapewire')?.decode('gap', value)).sort((a, b) => ('line' in a! && 'line' in b! && a.line < b.line ? -1 : 1))).toMatchObject(
      range(0, 2).map((p) => ({ line: `desk/${p}`, reason: `messages 20 to 29 of ${topic}/${p} were deleted before they were read` })));
  });
});
