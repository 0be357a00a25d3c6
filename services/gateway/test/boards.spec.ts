import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Alert, FLOW_BUCKETS, type FlowMinute, type FlowSums } from '@tapewire/contracts';
import { devToken, eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const PLANS = new URL('./support/plans.yaml', import.meta.url).pathname;
const MINUTE = Math.floor(Date.now() / 60_000) * 60_000;
const NONE: FlowSums = { premium: 0, volume: 0, count: 0 };
const none = Object.fromEntries(FLOW_BUCKETS.map((bucket) => [bucket, NONE])) as FlowMinute['calls'];
const minute = (underlying: string, premium: number, revision = 1): FlowMinute =>
  ({ type: 'minute', underlying, minute: MINUTE, revision, calls: { ...none, ask: { premium, volume: 1, count: 1 } }, puts: none });

describe('alerts and flow', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let alertCount = 0;
  const clients: TestClient[] = [];
  const connect = async (plan = 'realtime', desk?: string): Promise<TestClient> => {
    const client = await TestClient.on(gateway, { auth: { token: await devToken({ user: 'ann', plan, ...(desk === undefined ? {} : { desk }) }) } });
    clients.push(client);
    return client;
  };
  const alert = (more: Partial<Alert> = {}): Alert => ({
    id: `whale:${alertCount++}`, rule: 'whale', severity: 'high', when: 'premium>=1M', ts: 1, recvTs: 1, figures: { premium: 1e6 },
    trade: { id: '0-1' } as Alert['trade'], ...more,
  });

  beforeAll(async () => {
    tape = await TestTape.open();
    for (let i = 0; i < 5; i++) await tape.writeOutputs('alerts', i % 2, [alert()], { recvTs: Date.now() - HOUR - 5000 + i });
    await tape.writeOutputs('flow', 0, [minute('AAPL', 100), minute('*', 100)], { recvTs: Date.now() - HOUR - 5000 });
    gateway = await TestGateway.on(tape, { env: { PLANS_FILE: PLANS } });
    await eventually(() => { expect(gateway.parts.lanes.runners[0]?.boards.loaded).toBe(true); });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await gateway.close();
    await tape.close();
  });

  test('earlier alerts are paged newest first, later ones come by themselves', async () => {
    const client = await connect();
    const first = await client.request('alerts', { limit: 3 });
    expect(first.alerts.map(({ id }) => id)).toEqual(['whale:4', 'whale:3', 'whale:2']);
    const rest = await client.request('alerts', { limit: 3, before: first.cursor });
    expect(rest).toMatchObject({ alerts: [{ id: 'whale:1' }, { id: 'whale:0' }], more: false });
    await tape.writeOutputs('alerts', 0, [alert()]);
    await eventually(() => { expect(client.alerts.map(({ id }) => id)).toEqual(['whale:5']); });
  });

  test('an alert whose announcement was lost comes with the next heartbeat', async () => {
    const client = await connect();
    await tape.writeOutputs('alerts', 1, [alert()], { silently: true });
    await tape.heartbeat();
    await eventually(() => { expect(client.alerts.map(({ id }) => id)).toEqual(['whale:6']); });
  });

  test('alerts that name desks reach those desks only', async () => {
    const [semis, other] = [await connect('realtime', 'semis'), await connect()];
    await tape.writeOutputs('alerts', 0, [alert({ desks: ['semis'] }), alert()]);
    await eventually(() => { expect(semis.alerts.map(({ id }) => id)).toEqual(['whale:7', 'whale:8']); });
    await eventually(() => { expect(other.alerts.map(({ id }) => id)).toEqual(['whale:8']); });
    expect((await other.request('alerts', { limit: 1000 })).alerts.map(({ id }) => id)).not.toContain('whale:7');
  });

  test('flow is given whole, then by minutes that change, and ranked', async () => {
    const client = await connect();
    const whole = await client.request('flow', { underlying: 'AAPL', minutes: 10 });
    const premium = whole.columns.indexOf('calls.ask.premium');
    expect(whole.rows.map((row) => [row[0], row[premium]])).toEqual([['AAPL', 100]]);
    await tape.writeOutputs('flow', 0, [minute('AAPL', 250, 2), minute('SPY', 900)]);
    await eventually(() => { expect(client.flows.flatMap(({ rows }) => rows.map((row) => [row[0], row[premium]]))).toEqual([['AAPL', 250]]); });
    const top = await client.request('top', { by: 'premium', minutes: 10 });
    expect(top.rows.map((row) => row[0])).toEqual(['SPY', 'AAPL']);
  });

  test('a gap of a feed is told once, with its times', async () => {
    const client = await connect();
    const gap = { type: 'gap', line: 'opra-1', from: Date.UTC(2026, 5, 1, 14, 30), to: Date.UTC(2026, 5, 1, 14, 31), reason: 'connection lost' } as const;
    await tape.writeOutputs('flow', 0, [gap]);
    await tape.writeOutputs('flow', 1, [gap]);
    await eventually(() => { expect(client.notices).toHaveLength(1); });
    expect(client.notices[0]).toMatchObject({ level: 'warning', code: 'gap' });
    expect(client.notices[0]?.message).toContain('opra-1 could not be read from 2026-06-01T14:30:00.000Z to 2026-06-01T14:31:00.000Z: connection lost');
  });

  test('a gap of today is told to those who connect after it too, unless it was filled', async () => {
    const witness = await connect();
    const from = Date.now() - 60_000;
    const gap = (line: string) => ({ type: 'gap', line, from, to: from + 1000, reason: 'connection lost' }) as const;
    await tape.writeOutputs('flow', 0, [gap('opra-2'), gap('opra-3')]);
    await tape.writeOutputs('flow', 0, [{ ...gap('opra-3'), filled: true }]);
    await eventually(() => { expect(witness.notices).toHaveLength(3); });
    const late = await connect();
    await late.request('time', {});
    expect(late.notices.map(({ message }) => message.slice(0, 6))).toEqual(['opra-2']);
    expect(late.events.slice(0, 2)).toEqual(['welcome', 'notice']);
  });

  test('a delayed client sees neither alerts nor flow that are too young', async () => {
    const client = await connect('hour');
    const { alerts } = await eventually(() => client.request('alerts', { limit: 1000 }));
    expect(alerts.map(({ id }) => id)).toEqual(['whale:4', 'whale:3', 'whale:2', 'whale:1', 'whale:0']);
    const flow = await client.request('flow', { minutes: 1000 });
    const premium = flow.columns.indexOf('calls.ask.premium');
    expect(flow.rows.map((row) => row[premium])).toEqual([100]);
    expect((await client.request('flow', { underlying: 'SPY', minutes: 1000 })).rows).toEqual([]);
    expect((await client.request('top', { by: 'volume', minutes: 1000 })).rows.map((row) => row[0])).toEqual(['AAPL']);
    const real = await connect();
    await tape.writeOutputs('alerts', 0, [alert()]);
    await eventually(() => { expect(real.alerts).toHaveLength(1); });
    expect(client.alerts).toEqual([]);
  });
});
