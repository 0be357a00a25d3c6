import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Row } from '@tapewire/contracts';
import { devToken, eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

const PLANS = new URL('./support/plans.yaml', import.meta.url).pathname;
const BUFFER = 65_536;

describe('slow and flooded clients', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  const clients: TestClient[] = [];
  const connect = async (plan = 'realtime'): Promise<TestClient> => {
    const client = await TestClient.on(gateway, { auth: { token: await devToken({ user: 'ann', plan }) } });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    tape = await TestTape.open();
    gateway = await TestGateway.on(tape, { env: { PLANS_FILE: PLANS, OUTGOING_BUFFER_BYTES: String(BUFFER) } });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await gateway.close();
    await tape.close();
  });

  /** Stops reading from, or reads again from, a client's connection. */
  const reading = (client: TestClient, on: boolean): void => {
    const transport: unknown = Reflect.get(client.socket.io.engine, 'transport');
    const { ws } = transport as { ws: { _socket: { pause(): void; resume(): void } } };
    if (on) ws._socket.resume();
    else ws._socket.pause();
  };
  const catchUp = async (client: TestClient, filter: string, after: string): Promise<Row[]> => {
    const rows: Row[] = [];
    for (;;) {
      const ack = await client.request('subscribe', { filter, after, snapshot: 0, columns: client.welcome?.allColumns });
      expect(ack.resumed).toBe(true);
      rows.push(...ack.rows);
      after = ack.bookmark;
      if (!ack.more) return rows;
    }
  };

  test('a client that stops reading costs no more than its buffer, disturbs nobody, and is exact again after', async () => {
    const [slow, other] = [await connect(), await connect()];
    const { key, bookmark } = await slow.request('subscribe', { filter: '', snapshot: 0, columns: slow.welcome?.allColumns });
    const { key: otherKey } = await other.request('subscribe', { filter: 'size>0', snapshot: 0 });
    const from = tape.rows.length;
    reading(slow, false);
    const socket = gateway.parts.sockets.all().find(({ id }) => id === slow.socket.id)!;
    let most = 0;
    for (let i = 0; i < 400 && !socket.data.session.buffer.lagging; i++) {
      await tape.write(i % 2, 200);
      most = Math.max(most, gateway.parts.slowClients.buffered);
    }
    expect(socket.data.session.buffer.lagging).toBe(true);
    for (let i = 0; i < 20; i++) await tape.write(i % 2, 200);
    const expected = ids(tape.rows.slice(from));
    expect(ids(await other.hasRows(otherKey, expected.length)).sort()).toEqual([...expected].sort());
    // The bound holds at each sweep; between two of them comes what 100 ms bring.
    expect(most).toBeLessThan(BUFFER * 20);
    const settled = gateway.parts.slowClients.buffered;
    await tape.write(0, 500);
    gateway.parts.slowClients.sweep();
    expect(gateway.parts.slowClients.buffered).toBe(settled);

    reading(slow, true);
    await eventually(() => { expect(slow.lagged).toEqual([key]); });
    const held = slow.rows(key);
    const rows = await catchUp(slow, '', bookmark);
    const all = new Map([...held, ...rows].map((row) => [row[0], row]));
    expect([...all.keys()].sort()).toEqual(ids(tape.rows.slice(from)).sort());
    const live = await tape.write(1, 3);
    await eventually(() => { expect(ids(slow.rows(key)).slice(-3)).toEqual(ids(live)); });
  });

  test('heads are not sent while a socket lags', async () => {
    const slow = await connect();
    await slow.request('subscribe', { filter: '', snapshot: 0, columns: slow.welcome?.allColumns });
    reading(slow, false);
    const socket = gateway.parts.sockets.all().find(({ id }) => id === slow.socket.id)!;
    for (let i = 0; i < 400 && !socket.data.session.buffer.lagging; i++) await tape.write(0, 200);
    expect(socket.rooms.has('lane:0')).toBe(false);
    reading(slow, true);
    await eventually(() => { expect(socket.rooms.has('lane:0')).toBe(true); });
    const lagged = slow.events.indexOf('lagged');
    await eventually(() => { expect(slow.events.indexOf('heads', lagged)).toBeGreaterThan(lagged); });
  });

  test('above the plan’s rate the newest rows come, and skipped adds up to the rest', async () => {
    const client = await connect('trickle');
    const { key } = await client.request('subscribe', { filter: '', snapshot: 0 });
    const from = tape.rows.length;
    for (let i = 0; i < 10; i++) await tape.write(0, 50);
    const written = tape.rows.slice(from);
    await eventually(() => {
      const skipped = client.trades.reduce((sum, event) => sum + (event.skipped ?? 0), 0);
      expect(client.rows(key).length + skipped).toBe(written.length);
    });
    expect(client.rows(key).length).toBeLessThan(written.length / 2);
    const order = ids(client.rows(key)).map((id) => ids(written).indexOf(id));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('with overflow lag a client above its rate is told to catch up and stays exact', async () => {
    const client = await connect('trickle');
    const { key, bookmark } = await client.request('subscribe', { filter: 'premium>0', overflow: 'lag', snapshot: 0, columns: client.welcome?.allColumns });
    const from = tape.rows.length;
    for (let i = 0; i < 4; i++) await tape.write(1, 50);
    await eventually(() => { expect(client.lagged).toContain(key); });
    expect(client.trades.every((event) => event.skipped === undefined)).toBe(true);
    const rows = await catchUp(client, 'premium>0', bookmark);
    expect(ids(rows)).toEqual(ids(tape.rows.slice(from)));
  });

  test('a draining pod closes its connections in slices, says why, and takes no new ones', async () => {
    const pod = await TestGateway.on(tape, { env: { GATEWAY_DRAIN_MS: '400' } });
    const many = await Promise.all(Array.from({ length: 60 }, () => TestClient.on(pod)));
    const closed: number[] = [];
    for (const client of many) client.socket.on('disconnect', () => closed.push(performance.now()));
    const ended = pod.close();
    await eventually(() => { expect(pod.parts.state.draining).toBe(true); });
    await expect(TestClient.on(pod)).rejects.toMatchObject({ data: { code: 'draining' } });
    await ended;
    await eventually(() => { expect(closed).toHaveLength(many.length); });
    expect(many.every((client) => client.notices.at(-1)?.code === 'draining')).toBe(true);
    expect(Math.max(...closed) - Math.min(...closed)).toBeGreaterThan(100);
  });

  test('a full pod sends new clients elsewhere', async () => {
    const pod = await TestGateway.on(tape, { env: { CAPACITY_SOCKETS: '2' } });
    const two = [await TestClient.on(pod), await TestClient.on(pod)];
    await expect(TestClient.on(pod)).rejects.toMatchObject({ data: { code: 'busy' } });
    for (const client of two) client.close();
    await pod.close();
  });

  test('a pod far above a fresh one asks a slice of its clients to move, by a notice that says so', async () => {
    const env = { CAPACITY_SOCKETS: '20' };
    const full = await TestGateway.on(tape, { env });
    const many = await Promise.all(Array.from({ length: 14 }, () => TestClient.on(full)));
    const fresh = await TestGateway.on(tape, { env });
    const moved = (): TestClient[] => many.filter(({ socket }) => !socket.connected);
    await eventually(() => { expect(moved().length).toBeGreaterThan(0); }, { timeoutMs: 60_000 });
    expect(moved().every(({ notices }) => notices.at(-1)?.code === 'busy')).toBe(true);
    expect(moved().length).toBeLessThan(many.length / 2);
    const elsewhere = await TestClient.on(fresh);
    for (const client of [...many, elsewhere]) client.close();
    await Promise.all([full.close(), fresh.close()]);
  });
});
