import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { connect, type ConnectOptions, RequestError, type TapeEvent, type TapewireClient } from '../src/index.ts';
import { FakeGateway, type FakeGatewayOptions, sampleTrade } from '../src/testing/index.ts';

const open: (() => Promise<void> | void)[] = [];

async function gateway(options: FakeGatewayOptions = {}): Promise<FakeGateway> {
  const started = await FakeGateway.start(options);
  open.push(() => started.stop());
  return started;
}

function client(urls: string | string[], options: Partial<ConnectOptions> = {}): TapewireClient {
  const made = connect({ urls, token: 'token', delays: { first: 10, longest: 50 }, random: () => 0.5, ...options });
  open.push(() => { made.close(); });
  return made;
}

afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end();
});

/** Follows a subscription and keeps what its user would hold. */
function follow(tapewire: TapewireClient, filter = '', options: object = {}) {
  const events: TapeEvent[] = [];
  const subscription = tapewire.subscribe(filter, { columns: ['size', 'rank'], ...options, onEvent: (event) => events.push(event) });
  const ids = () => events.reduce<string[]>((held, event) => {
    if (event.type === 'snapshot') return event.rows.map((row) => String(row[0])).reverse();
    return event.type === 'rows' ? [...held, ...event.rows.map((row) => String(row[0]))] : held;
  }, []);
  const states = () => events.flatMap((event) => (event.type === 'status' ? [event.state] : []));
  return { subscription, events, ids, states };
}

const offsets = (n: number) => Array.from({ length: n }, (_, i) => `0-${i}`);

describe('the client', () => {
  it('gives a snapshot and then every new row', async () => {
    const tape = await gateway();
    tape.print(...[0, 1, 2].map((off) => sampleTrade(0, off)));
    const { ids, subscription } = follow(client(tape.url));
    await eventually(() => { expect(subscription.state).toBe('live'); });
    tape.print(sampleTrade(0, 3));
    await eventually(() => { expect(ids()).toEqual(offsets(4)); });
    expect(subscription.columns).toEqual(['id', 'size', 'rank']);
  });

  it('tells nothing of a subscription before its caller holds it', async () => {
    const tape = await gateway();
    const tapewire = client(tape.url);
    await eventually(() => { expect(tapewire.status?.state).toBe('connected'); });
    const { events, subscription } = follow(tapewire);
    expect(events).toEqual([]);
    subscription.close();
    await eventually(() => { expect(events.at(-1)).toEqual({ type: 'status', state: 'closed' }); });
  });

  it('resumes on the other gateway after one is gone, with what was printed meanwhile', async () => {
    const one = await gateway();
    const two = await gateway({ chunk: 2 });
    for (let off = 0; off < 3; off++) { one.print(sampleTrade(0, off)); two.print(sampleTrade(0, off)); }
    const { ids, events, states, subscription } = follow(client([one.url, two.url], { random: () => 0 }));
    await eventually(() => { expect(subscription.state).toBe('live'); });
    two.print(...[3, 4, 5, 6, 7].map((off) => sampleTrade(0, off)));
    await one.stop();
    await eventually(() => { expect(ids()).toEqual(offsets(8)); expect(subscription.state).toBe('live'); });
    expect(states()).toContain('interrupted');
    expect(events.at(-1)).toEqual({ type: 'status', state: 'live', recovered: 5 });
  });

  it('catches up after rows were left out', async () => {
    const tape = await gateway({ chunk: 2 });
    const { ids, subscription } = follow(client(tape.url));
    await eventually(() => { expect(subscription.state).toBe('live'); });
    tape.lag();
    tape.print(...[0, 1, 2, 3, 4].map((off) => sampleTrade(0, off)));
    await eventually(() => { expect(ids()).toEqual(offsets(5)); });
  });

  it('says so when a gap can’t be filled, and starts over', async () => {
    const tape = await gateway();
    tape.print(sampleTrade(0, 7));
    const { events, ids, subscription } = follow(client(tape.url));
    await eventually(() => { expect(subscription.state).toBe('live'); });
    tape.epoch = 2;
    tape.rows.length = 0;
    tape.print(sampleTrade(0, 0));
    tape.cut();
    await eventually(() => { expect(ids()).toEqual(['0-0']); });
    expect(events.filter((event) => event.type === 'snapshot').map((event) => event.gap)).toEqual([false, true]);
  });

  it('hands rows to an async iterator and lets the gateway keep what a slow reader can’t take', async () => {
    const tape = await gateway({ chunk: 10 });
    const tapewire = client(tape.url);
    const subscription = tapewire.subscribe('', { columns: ['size'], readAhead: 20 });
    await eventually(() => { expect(subscription.state).toBe('live'); });
    for (let off = 0; off < 200; off++) tape.print(sampleTrade(0, off));
    await eventually(() => { expect(subscription.state).toBe('interrupted'); });
    const seen: string[] = [];
    for await (const event of subscription) {
      if (event.type === 'rows') seen.push(...event.rows.map((row) => String(row[0])));
      if (seen.length === 200) subscription.close();
    }
    expect(seen).toEqual(offsets(200));
  });

  it('ends the iterator with the gateway’s error when a filter is refused', async () => {
    const tape = await gateway({ matcher: () => { throw new Error('unknown field "tikker"'); } });
    const reading = (async () => { for await (const event of client(tape.url).subscribe('tikker:NVDA')) expect(event.type).toBe('status'); })();
    await expect(reading).rejects.toThrow(new RequestError({ code: 'badFilter', message: 'unknown field "tikker"' }));
  });

  it('pages back from the snapshot to the beginning, each row once', async () => {
    const tape = await gateway();
    tape.print(...Array.from({ length: 25 }, (_, off) => sampleTrade(0, off)));
    const { ids, subscription } = follow(client(tape.url), '', { snapshot: 5 });
    await eventually(() => { expect(ids()).toHaveLength(5); });
    const older: string[] = [];
    for (let rows = await subscription.older(8); rows.length > 0; rows = await subscription.older(8)) older.push(...rows.map((row) => String(row[0])));
    expect(older).toEqual(offsets(20).reverse());
  });

  it('says since when its rows are complete once it goes back further than all trades are kept', async () => {
    const tape = await gateway();
    tape.print(...Array.from({ length: 9 }, (_, off) => sampleTrade(0, off)));
    const { ids, subscription } = follow(client(tape.url), '', { snapshot: 5 });
    await eventually(() => { expect(ids()).toHaveLength(5); });
    expect(subscription.completeSince).toBeUndefined();
    tape.completeSince = 1_700_000_000_000;
    await subscription.older(8);
    expect(subscription.completeSince).toBe(1_700_000_000_000);
  });

  it('stops and tells why when its token is refused', async () => {
    const tape = await gateway({ admit: () => ({ code: 'unauthorized', message: 'no such key' }) });
    const tapewire = client(tape.url);
    await eventually(() => { expect(tapewire.status).toEqual({ state: 'closed', error: { code: 'unauthorized', message: 'no such key' } }); });
  });

  it('asks for a new token when the old one has expired', async () => {
    const tape = await gateway({ admit: (token) => (token === 'fresh' ? undefined : { code: 'tokenExpired', message: 'expired' }) });
    const tokens = ['old', 'fresh'];
    const tapewire = client(tape.url, { token: () => Promise.resolve(tokens.shift() ?? '') });
    await eventually(() => { expect(tapewire.status?.state).toBe('connected'); });
  });

  it('renews its token on the live socket when the gateway warns that it expires', async () => {
    const tape = await gateway();
    const given: string[] = [];
    const tapewire = client(tape.url, { token: () => { given.push('asked'); return 'token'; } });
    await eventually(() => { expect(tapewire.status?.state).toBe('connected'); });
    tape.notice({ level: 'warning', code: 'tokenExpired', message: 'expires within a minute' });
    await eventually(() => { expect([given.length, tape.renewals]).toEqual([2, 1]); });
    expect(tape.sockets).toBe(1);
  });

  it('leaves a draining gateway for the next', async () => {
    const one = await gateway();
    const two = await gateway();
    const tapewire = client([one.url, two.url], { random: () => 0 });
    await eventually(() => { expect(one.sockets).toBe(1); });
    one.notice({ level: 'error', code: 'draining', message: 'this pod shuts down' });
    one.cut();
    await eventually(() => { expect(two.sockets).toBe(1); expect(tapewire.status?.state).toBe('connected'); });
  });

  it('gives alerts once, those of before and those that come', async () => {
    const tape = await gateway();
    const trade = JSON.parse('{}') as never;
    const alert = (n: number) => ({ id: `whale:${n}`, rule: 'whale', severity: 'high' as const, when: 'premium>=1M', ts: n, recvTs: n, trade, figures: {} });
    tape.alert(alert(1));
    const seen: string[] = [];
    client(tape.url).watchAlerts((alerts) => seen.push(...alerts.map(({ id }) => id)));
    await eventually(() => { expect(seen).toEqual(['whale:1']); });
    tape.alert(alert(2));
    tape.cut();
    await eventually(() => { expect(tape.sockets).toBe(1); });
    tape.alert(alert(3));
    await eventually(() => { expect(seen).toEqual(['whale:1', 'whale:2', 'whale:3']); });
  });

  it('answers orders, symbols and time', async () => {
    const tape = await gateway();
    const tapewire = client(tape.url);
    await eventually(() => { expect(tapewire.status?.state).toBe('connected'); });
    tape.print(sampleTrade(0, 1, { order: { id: 'o1', prints: 2, exchanges: 2, size: 20, premium: 8400 } }), sampleTrade(0, 2));
    expect((await tapewire.order('o1', ['id'])).rows).toEqual([['0-1']]);
    expect(await tapewire.symbols('nv')).toMatchObject({ symbols: ['NVDA'] });
    expect((await tapewire.time()).now).toBeGreaterThan(0);
  });
});
