import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { REQUESTS, type RequestName, type Row } from '@tapewire/contracts';
import { encodeBookmark, encodeCursor } from '@tapewire/delivery';
import { devToken, eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

const DELAY = 4000;
const HOUR = 3_600_000;
const PLANS = new URL('./support/plans.yaml', import.meta.url).pathname;
/** Ticker of every row that is too young. */
const SECRET = 'ZZZZ';

describe('a delayed plan', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  const clients: TestClient[] = [];
  const connect = async (plan = 'late'): Promise<TestClient> => {
    const client = await TestClient.on(gateway, { auth: { token: await devToken({ user: 'ann', plan }) } });
    clients.push(client);
    return client;
  };
  const old = (): number => Date.now() - HOUR - 10_000;

  beforeAll(async () => {
    tape = await TestTape.open();
    await tape.write(0, 20, { recvTs: old() });
    await tape.write(1, 20, { recvTs: old() });
    gateway = await TestGateway.on(tape, { env: { PLANS_FILE: PLANS } });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await gateway.close();
    await tape.close();
  });

  test('the welcome says so', async () => {
    expect((await connect()).welcome?.plan).toMatchObject({ name: 'late', delay: DELAY });
  });

  test('rows come when they are old enough, and all of them', async () => {
    const client = await connect();
    const { key, rows } = await client.request('subscribe', { filter: '' });
    expect(ids(rows).sort()).toEqual(ids(tape.rows).sort());
    const at = Date.now();
    const written = [...await tape.write(0, 5, { recvTs: at }), ...await tape.write(1, 5, { recvTs: at })];
    const got = await client.hasRows(key, written.length);
    expect(Date.now() - at).toBeGreaterThanOrEqual(DELAY);
    expect(ids(got).sort()).toEqual(ids(written).sort());
  });

  test('no request and no event shows a younger row', async () => {
    const client = await connect('hour');
    const real = await connect('realtime');
    const heard: unknown[] = [];
    client.socket.onAny((...event: unknown[]) => heard.push(event));
    const { bookmark } = await client.request('subscribe', { filter: '', snapshot: 0 });
    expect((await client.request('subscribe', { filter: '' })).rows.length).toBeGreaterThan(0);
    const { key: liveKey } = await real.request('subscribe', { filter: `ticker:${SECRET}`, snapshot: 0 });
    const young: Row[] = [];
    const orderId = 'secret-order';
    young.push(...await tape.write(0, 4, { underlying: SECRET, orderId }), ...await tape.write(1, 4, { underlying: SECRET, orderId }));
    await real.hasRows(liveKey, young.length);
    const liveBookmark = (await real.request('subscribe', { filter: '', snapshot: 0 })).bookmark;
    const heads = [tape.head(0), tape.head(1)];
    const cursor = encodeCursor({ epoch: tape.epoch, heads, rank: Number.MAX_SAFE_INTEGER });
    const tries: Readonly<Record<RequestName, readonly unknown[]>> = {
      subscribe: [
        { filter: '' }, { filter: `ticker:${SECRET}` }, { filter: '', after: bookmark }, { filter: '', after: liveBookmark },
        { filter: '', after: encodeBookmark({ epoch: tape.epoch, heads: [-1, -1] }) }, { filter: '', overflow: 'lag' },
      ],
      unsubscribe: [{ key: 'none' }],
      page: [{ filter: '', limit: 1000 }, { filter: '', limit: 1000, before: Date.now() + 1e9 }, { filter: '', limit: 1000, before: cursor }, { filter: `ticker:${SECRET}`, limit: 10 }],
      order: [{ id: orderId }],
      alerts: [{ limit: 1000 }],
      flow: [{ minutes: 1000 }, { underlying: SECRET, minutes: 1000 }],
      top: [{ by: 'premium', minutes: 1000 }, { by: 'volume', minutes: 1000 }],
      symbols: [{ prefix: SECRET.slice(0, 1) }, { prefix: '' }],
      renew: [{ token: await devToken({ user: 'ann', plan: 'hour' }) }],
      time: [{}],
    };
    expect(Object.keys(tries).sort()).toEqual(Object.keys(REQUESTS).sort());
    const told = JSON.stringify(await Promise.all(Object.entries(tries).flatMap(([name, payloads]) =>
      payloads.map(async (payload) => ({ name, answer: await client.ask(name as RequestName, payload) })))));
    for (const text of [told, JSON.stringify(heard)]) {
      const shown = [`"${SECRET}"`, `"${SECRET}2`, ...ids(young).map((id) => `"${id}"`)].filter((cell) => text.includes(cell));
      expect(shown).toEqual([]);
    }
    const ofYoung = await client.request('order', { id: orderId });
    expect(ofYoung.rows).toEqual([]);
  });

  test('a client that moves to real time by a renewed token is told to catch up there', async () => {
    const client = await connect();
    const { key, bookmark } = await client.request('subscribe', { filter: '', snapshot: 0 });
    const written = await tape.write(0, 3);
    await client.request('renew', { token: await devToken({ user: 'ann', plan: 'realtime' }) });
    await eventually(() => { expect(client.lagged).toContain(key); });
    const ack = await client.request('subscribe', { filter: '', after: bookmark });
    expect(ids(ack.rows)).toEqual(expect.arrayContaining(ids(written)));
    expect(ack).toMatchObject({ resumed: true, more: false });
  });
});
