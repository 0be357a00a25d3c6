import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

describe('the live path', () => {
  let tape: TestTape;
  let gateways: TestGateway[];
  const clients: TestClient[] = [];
  const connect = async (at = 0): Promise<TestClient> => {
    const client = await TestClient.on(gateways[at]!);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    tape = await TestTape.open({ partitions: 3 });
    await tape.write(0, 40);
    await tape.write(1, 5);
    gateways = [await TestGateway.on(tape), await TestGateway.on(tape)];
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await tape.close();
  });

  test('a client is welcomed first, with the plan, the columns and the epoch', async () => {
    const client = await connect();
    expect(client.events[0]).toBe('welcome');
    expect(client.welcome).toMatchObject({ protocol: 1, user: 'ann', epoch: tape.epoch, plan: { name: 'realtime', delay: 0 } });
    expect(client.welcome?.columns[0]).toBe('id');
  });

  test('a snapshot is newest first and joins the live rows without a hole or a double', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: '', columns: ['id', 'rank'] });
    expect(ack).toMatchObject({ filter: '', columns: ['id', 'rank'], resumed: false, more: false });
    const ranks = ack.rows.map((row) => Number(row[1]));
    expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
    const before = tape.rows.length;
    expect(ids(ack.rows).sort()).toEqual(ids(tape.rows.slice(0, before)).sort());
    const live = [...await tape.write(2, 3), ...await tape.write(0, 20)];
    const rows = await client.hasRows(ack.key, live.length);
    expect(ids(rows)).toEqual(ids(live));
  });

  test('clients on two gateways with one filter get the same rows', async () => {
    const [one, two] = [await connect(0), await connect(1)];
    const acks = await Promise.all([one, two].map((client) => client.request('subscribe', { filter: 'ticker:AAPL right:call', snapshot: 0 })));
    expect(acks[0]?.key).toBe(acks[1]?.key);
    const live = (await tape.write(1, 60)).filter((row) => row.includes('AAPL') && row.includes('C'));
    expect(live.length).toBeGreaterThan(0);
    for (const [i, client] of [one, two].entries()) {
      expect(ids(await client.hasRows(acks[i]!.key, live.length))).toEqual(ids(live));
    }
  });

  test('heads come every second and bookmark what was delivered', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: 'ticker:SPY', snapshot: 0 });
    const live = (await tape.write(0, 8)).filter((row) => row.includes('SPY'));
    await client.hasRows(ack.key, live.length);
    const told = client.heads.length;
    await eventually(() => { expect(client.heads.length).toBeGreaterThan(told + 1); });
    const resumed = await client.request('subscribe', { filter: 'ticker:SPY', after: client.heads.at(-1) });
    expect(resumed).toMatchObject({ rows: [], resumed: true, more: false });
  });

  test('an announcement that was lost is read from the stream when the next one shows the hole', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: '', snapshot: 0 });
    const live = [...await tape.write(1, 7, { silently: true }), ...await tape.write(1, 2)];
    expect(ids(await client.hasRows(ack.key, live.length))).toEqual(ids(live));
  });

  test('an announcement that was lost is read from the stream when a heartbeat is ahead', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: '', snapshot: 0 });
    const live = await tape.write(2, 4, { silently: true });
    await tape.heartbeat();
    expect(ids(await client.hasRows(ack.key, live.length))).toEqual(ids(live));
  });

  test('announcements lost with the connection are read when it is back', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: '', snapshot: 0 });
    const live = await tape.write(2, 4, { silently: true });
    await tape.redis.call('CLIENT', 'KILL', 'TYPE', 'PUBSUB');
    expect(ids(await client.hasRows(ack.key, live.length))).toEqual(ids(live));
  });

  test('pages go back from the snapshot through every older row once', async () => {
    const client = await connect();
    const ack = await client.request('subscribe', { filter: '', snapshot: 10 });
    await tape.write(0, 9);
    const rows = [...ack.rows];
    let cursor = ack.cursor;
    for (let pages = 0; cursor !== undefined && pages < 100; pages++) {
      const page = await client.request('page', { filter: '', before: cursor, limit: 17 });
      rows.push(...page.rows);
      expect(page.more).toBe(page.cursor !== undefined);
      cursor = page.cursor;
    }
    const expected = tape.rows.slice(0, -9);
    expect(ids(rows).sort()).toEqual(ids(expected).sort());
  });

  test('unsubscribe ends the key with the last of equal subscriptions', async () => {
    const client = await connect();
    const [one, two] = [await client.request('subscribe', { filter: 'size>0 ticker:SPY' }), await client.request('subscribe', { filter: 'ticker:SPY size>0' })];
    expect(one.key).toBe(two.key);
    await client.request('unsubscribe', { key: one.key });
    const first = await tape.write(0, 4, { underlying: 'SPY' });
    await client.hasRows(one.key, first.length);
    await client.request('unsubscribe', { key: one.key });
    await tape.write(0, 4, { underlying: 'SPY' });
    await eventually(() => { expect(gateways[0]!.parts.lanes.runners[0]?.lane.heads.of(0)).toBe(tape.head(0)); });
    const told = client.heads.length;
    await eventually(() => { expect(client.heads.length).toBeGreaterThan(told); });
    expect(client.rows(one.key)).toHaveLength(first.length);
  });
});
