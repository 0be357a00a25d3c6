import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { parseTradeId, type Row } from '@tapewire/contracts';
import { decodeBookmark, encodeBookmark } from '@tapewire/delivery';
import { eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

describe('resuming by bookmark', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  const closing: (() => unknown)[] = [];
  const connect = async (at: TestGateway = gateway): Promise<TestClient> => {
    const client = await TestClient.on(at);
    closing.push(() => { client.close(); });
    return client;
  };
  const start = async (env: Record<string, string> = {}): Promise<TestGateway> => {
    const started = await TestGateway.on(tape, { env });
    closing.push(() => started.close());
    return started;
  };

  beforeEach(async () => {
    tape = await TestTape.open({ partitions: 2 });
    await tape.write(0, 30);
    gateway = await start({ RING_ROWS: '16' });
  });
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
    await tape.close();
  });

  /** All chunks from a bookmark on, until live. */
  const follow = async (client: TestClient, filter: string, after: string): Promise<{ rows: Row[]; chunks: number; key: string }> => {
    const rows: Row[] = [];
    for (let chunks = 1; ; chunks++) {
      const ack = await client.request('subscribe', { filter, after });
      expect(ack.resumed).toBe(true);
      rows.push(...ack.rows);
      after = ack.bookmark;
      if (!ack.more) return { rows, chunks, key: ack.key };
    }
  };
  const inPartitionOrder = (rows: readonly Row[]): boolean => [0, 1].every((p) => {
    const offs = ids(rows).map((id) => parseTradeId(id)!).filter((at) => at.p === p).map((at) => at.off);
    return offs.every((off, i) => i === 0 || off > (offs[i - 1] ?? -1));
  });

  test('what came while a client was away follows from memory, on any pod', async () => {
    const other = await start();
    const { bookmark } = await (await connect()).request('subscribe', { filter: 'size>10' });
    const missed = [...await tape.write(0, 10), ...await tape.write(1, 12)].filter((row) => Number(row[16]) > 10);
    for (const pod of [gateway, other]) {
      const { rows } = await follow(await connect(pod), 'size>10', bookmark);
      expect(ids(rows).sort()).toEqual(ids(missed).sort());
      expect(inPartitionOrder(rows)).toBe(true);
    }
  });

  test('what is no longer in memory follows from the stream, in chunks', async () => {
    const { bookmark } = await (await connect()).request('subscribe', { filter: '' });
    for (let i = 0; i < 25; i++) await tape.write(i % 2, 100);
    const { rows, chunks, key } = await follow(await connect(), '', bookmark);
    expect(chunks).toBeGreaterThanOrEqual(3);
    expect(ids(rows).sort()).toEqual(ids(tape.rows.slice(30)).sort());
    expect(inPartitionOrder(rows)).toBe(true);
    expect(key).not.toBe('');
  });

  test('what has left the stream follows from Redis Search', async () => {
    const { bookmark } = await (await connect()).request('subscribe', { filter: 'ticker:NVDA' });
    for (let i = 0; i < 10; i++) await tape.write(0, 50);
    await tape.trimStream(0, 20);
    const { rows } = await follow(await connect(), 'ticker:NVDA', bookmark);
    expect(ids(rows)).toEqual(ids(tape.rows.slice(30).filter((row) => row.includes('NVDA'))));
  });

  test('rows that arrive while a client catches up come once, in its rows or live', async () => {
    const client = await connect();
    const { bookmark } = await client.request('subscribe', { filter: '', columns: ['id'] });
    await client.request('unsubscribe', { key: (await client.request('subscribe', { filter: '', columns: ['id'], snapshot: 0 })).key });
    for (let i = 0; i < 15; i++) await tape.write(i % 2, 100);
    const second = await connect();
    const writing = (async (): Promise<void> => { for (let i = 0; i < 60; i++) await tape.write(i % 2, 20); })();
    const { rows, key } = await follow(second, '', bookmark);
    await writing;
    const expected = ids(tape.rows.slice(30)).sort();
    await eventually(() => { expect(rows.length + second.rows(key).length).toBeGreaterThanOrEqual(expected.length); });
    expect(ids([...rows, ...second.rows(key)]).sort()).toEqual(expected);
    expect(inPartitionOrder([...rows, ...second.rows(key)])).toBe(true);
  });

  test('a bookmark below what is kept gives a fresh snapshot', async () => {
    const { bookmark } = await (await connect()).request('subscribe', { filter: '' });
    await tape.write(0, 200);
    await tape.trimStream(0, 10);
    const state = await tape.writer.state('trades', 0);
    await tape.redis.hset(tape.names.positionKey(0), 'floor', String(state.head - 50));
    const ack = await (await connect()).request('subscribe', { filter: '', after: bookmark, snapshot: 5 });
    expect(ack).toMatchObject({ resumed: false, more: false });
    expect(ids(ack.rows)).toEqual(ids(tape.rows.slice(-5).reverse()));
  });

  test('a bookmark of another epoch gives a fresh snapshot', async () => {
    const { bookmark } = await (await connect()).request('subscribe', { filter: '' });
    const other = encodeBookmark({ ...decodeBookmark(bookmark)!, epoch: tape.epoch - 1 });
    const ack = await (await connect()).request('subscribe', { filter: '', after: other });
    expect(ack).toMatchObject({ resumed: false, more: false });
    expect(ack.rows).toHaveLength(30);
  });

  test('a bookmark ahead of the pod makes it read up to there first', async () => {
    const client = await connect();
    const { bookmark } = await client.request('subscribe', { filter: '', snapshot: 0 });
    const missed = await tape.write(1, 3, { silently: true });
    const { epoch, heads } = decodeBookmark(bookmark)!;
    const ahead = encodeBookmark({ epoch, heads: [heads[0]!, tape.head(1)] });
    const ack = await client.request('subscribe', { filter: '', after: ahead });
    expect(ack).toMatchObject({ rows: [], resumed: true, more: false });
    expect(ids(await client.hasRows(ack.key, 3))).toEqual(ids(missed));
  });

  test('a bookmark that Redis has not come to is unavailable, with a time to wait', async () => {
    const client = await connect();
    const { bookmark } = await client.request('subscribe', { filter: '', snapshot: 0 });
    const { epoch, heads } = decodeBookmark(bookmark)!;
    const error = await client.refusal('subscribe', { filter: '', after: encodeBookmark({ epoch, heads: heads.map((head) => head + 1000) }) });
    expect(error.code).toBe('unavailable');
    expect(error.retryAfter).toBeGreaterThan(0);
    // What one client claims does not keep the pod from serving the others.
    await eventually(() => { expect(gateway.health.ready().ok).toBe(true); });
  });

  test('when the stream was trimmed past the pod, its clients are told to catch up and lose nothing', async () => {
    const client = await connect();
    const { key, bookmark } = await client.request('subscribe', { filter: '', snapshot: 0 });
    await tape.write(0, 300, { silently: true });
    await tape.trimStream(0, 20);
    await tape.heartbeat();
    await eventually(() => { expect(client.lagged).toEqual([key]); });
    const { rows } = await follow(client, '', bookmark);
    expect(ids(rows)).toEqual(ids(tape.rows.slice(30)));
  });

  test('a Redis that was emptied is waited for and its refill brings nothing twice', async () => {
    const client = await connect();
    const { key } = await client.request('subscribe', { filter: '', snapshot: 0 });
    await tape.write(0, 5);
    await client.hasRows(key, 5);
    const keys = await tape.redis.keys(`${tape.prefix}*`);
    await tape.redis.unlink(...keys);
    await tape.refill();
    const live = await tape.write(0, 4);
    expect(ids(await client.hasRows(key, 9)).slice(5)).toEqual(ids(live));
  });

  test('a new epoch ends all connections and is served after', async () => {
    const client = await connect();
    await client.request('subscribe', { filter: '' });
    const keys = await tape.redis.keys(`${tape.prefix}*`);
    await tape.redis.unlink(...keys);
    const next = await TestTape.open({ partitions: 2, prefix: tape.prefix, epoch: tape.epoch + 1 });
    closing.push(() => next.close());
    await next.write(0, 3);
    await eventually(() => { expect(client.notices.map(({ code }) => code)).toContain('epochChanged'); });
    const again = await eventually(() => connect());
    expect(again.welcome?.epoch).toBe(tape.epoch + 1);
    expect((await again.request('subscribe', { filter: '' })).rows).toHaveLength(3);
  });

  test('a killed pod’s clients share reads of the stream', async () => {
    const { bookmark } = await (await connect()).request('subscribe', { filter: '' });
    for (let i = 0; i < 10; i++) await tape.write(0, 80);
    const clients = await Promise.all(Array.from({ length: 20 }, () => connect()));
    const before = gateway.parts.sharedTape.reads;
    await Promise.all(clients.map((client, i) => follow(client, `size>${i}`, bookmark)));
    expect(gateway.parts.sharedTape.reads - before).toBeLessThan(clients.length);
  });
});
