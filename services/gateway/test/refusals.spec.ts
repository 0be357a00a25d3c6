import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { RequestName } from '@tapewire/contracts';
import { DEV_SECRET as SECRET, eventually } from '@tapewire/testkit';
import { revoke } from '../src/auth/revocations.ts';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type ClientOptions, Refused, TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

describe('refusals', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let witness: TestClient;

  beforeAll(async () => {
    tape = await TestTape.open();
    await tape.write(0, 3);
    gateway = await TestGateway.on(tape, { env: { ALLOWED_ORIGINS: 'https://desk.example', JWT_ISSUER: 'desk' } });
    witness = await connect();
  });
  afterAll(async () => {
    witness.close();
    await gateway.close();
    await tape.close();
  });

  const token = (claims: Record<string, unknown>, { alg = 'HS256', secret = SECRET, expires = '1h' } = {}): Promise<string> =>
    new SignJWT({ plan: 'realtime', iss: 'desk', ...claims }).setProtectedHeader({ alg }).setIssuedAt().setExpirationTime(expires).sign(new TextEncoder().encode(secret));
  const connect = async (options: ClientOptions = {}): Promise<TestClient> =>
    TestClient.on(gateway, { auth: { token: await token({ sub: 'ann' }) }, ...options });
  const refusedWith = async (options: ClientOptions): Promise<Refused['data']> => {
    const refused = await connect(options).then((client) => { client.close(); return undefined; }, (error: unknown) => error);
    if (!(refused instanceof Refused)) throw new Error(`was let in: ${String(refused)}`);
    return refused.data;
  };

  test.each<[string, () => unknown, string]>([
    ['no token', () => undefined, 'unauthorized'],
    ['a token that is a number', () => 7, 'unauthorized'],
    ['a token that is an object', () => ({ $ne: '' }), 'unauthorized'],
    ['a token that is no JWT', () => 'abc', 'unauthorized'],
    ['a very long token', () => 'a.b.'.repeat(4000), 'unauthorized'],
    ['a token without a signature', () => new UnsecuredJWT({ plan: 'realtime', sub: 'ann', iss: 'desk' }).setExpirationTime('1h').encode(), 'unauthorized'],
    ['a token of another key', () => token({ sub: 'ann' }, { secret: 'another-key-that-is-long-enough-to-be-one' }), 'unauthorized'],
    ['a token of another algorithm', () => token({ sub: 'ann' }, { alg: 'HS512' }), 'unauthorized'],
    ['a token of another issuer', () => token({ sub: 'ann', iss: 'elsewhere' }), 'unauthorized'],
    ['a token without a user', () => token({}), 'unauthorized'],
    ['a token of an unknown plan', () => token({ sub: 'ann', plan: 'platinum' }), 'unauthorized'],
    ['an expired token', () => token({ sub: 'ann' }, { expires: '-1h' }), 'tokenExpired'],
  ])('%s is refused with its code', async (_name, make, code) => {
    const made = await make();
    expect(await refusedWith({ auth: made === undefined ? {} : { token: made } })).toMatchObject({ code });
  });

  test('a page of another origin is refused, one of an allowed origin and a program are not', async () => {
    await expect(connect({ headers: { origin: 'https://evil.example' } })).rejects.toThrow(Refused);
    (await connect({ headers: { origin: 'https://desk.example' } })).close();
    (await connect()).close();
  });

  test.each<[string, RequestName, unknown, { code: string; at?: unknown }]>([
    ['a filter with an error', 'subscribe', { filter: 'ticker:AAPL premum>=1M' }, { code: 'badFilter', at: 12 }],
    ['a JSON filter with an error', 'subscribe', { filter: { and: [{ field: 'premum', gte: 1 }] } }, { code: 'badFilter', at: '$.and[0].field' }],
    ['an unknown column', 'subscribe', { filter: '', columns: ['id', 'price', 'colour'] }, { code: 'unknownColumn', at: 'columns.2' }],
    ['an unknown column of a page', 'page', { filter: '', columns: ['colour'], limit: 5 }, { code: 'unknownColumn', at: 'columns.0' }],
    ['no filter', 'subscribe', {}, { code: 'badRequest', at: 'filter' }],
    ['an unknown field', 'subscribe', { filter: '', colour: 1 }, { code: 'badRequest' }],
    ['a payload that is no object', 'subscribe', 'all', { code: 'badRequest', at: 'payload' }],
    ['a snapshot above the limit', 'subscribe', { filter: '', snapshot: 1001 }, { code: 'badRequest', at: 'snapshot' }],
    ['a bookmark that is none', 'subscribe', { filter: '', after: 'b1xxxx' }, { code: 'badRequest', at: 'after' }],
    ['a cursor that is none', 'page', { filter: '', before: 'c1xxxx', limit: 1 }, { code: 'badRequest', at: 'before' }],
    ['a page without rows', 'page', { filter: '', limit: 0 }, { code: 'badRequest', at: 'limit' }],
    ['a token of another user', 'renew', { token: 'x' }, { code: 'unauthorized' }],
    ['a filter with more terms than the plan allows', 'subscribe', { filter: Array.from({ length: 65 }, (_, i) => `size>${i}`).join(' or ') }, { code: 'badFilter' }],
  ])('%s is answered with its code and place', async (_name, request, payload, expected) => {
    expect(await witness.refusal(request, payload)).toMatchObject(expected);
  });

  test('an event that is no request is answered', async () => {
    const ack: unknown = await witness.socket.timeout(5000).emitWithAck('constructor', {});
    expect(ack).toMatchObject({ ok: false, error: { code: 'badRequest' } });
  });

  test('the default namespace serves nobody', async () => {
    const { io } = await import('socket.io-client');
    const socket = io(gateway.url, { transports: ['websocket'], forceNew: true, reconnection: false });
    const error = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    socket.close();
    expect(error.message).toContain('/v1');
  });

  test('requests above the rate are answered with the time to wait, and others are served on', async () => {
    const client = await connect();
    const acks = await Promise.all(Array.from({ length: 300 }, () => client.ask('time', {})));
    const limited = acks.flatMap((ack) => (ack.ok ? [] : [ack.error]));
    expect(limited.length).toBeGreaterThan(0);
    expect(limited.every(({ code, retryAfter }) => code === 'rateLimited' && (retryAfter ?? 0) > 0)).toBe(true);
    expect((await witness.request('time', {})).now).toBeGreaterThan(0);
    client.close();
  });

  test('a token is renewed on the live connection, by its own user only', async () => {
    const client = await connect();
    expect(await client.request('renew', { token: await token({ sub: 'ann', plan: 'display' }) })).toEqual({ ok: true, plan: 'display' });
    expect(await client.refusal('renew', { token: await token({ sub: 'bob' }) })).toMatchObject({ code: 'unauthorized' });
    client.close();
  });

  test('a connection ends when its token expires, and says why', async () => {
    const client = await connect({ auth: { token: await token({ sub: 'ann' }, { expires: '1s' }) } });
    await eventually(() => { expect(client.socket.connected).toBe(false); });
    expect(client.notices.at(-1)).toMatchObject({ level: 'error', code: 'tokenExpired' });
  });

  test('a revoked user is disconnected on every pod and not let in with an older token', async () => {
    const other = await TestGateway.on(tape, { env: { JWT_ISSUER: 'desk' } });
    const auth = { token: await token({ sub: 'eve' }) };
    const clients = await Promise.all([connect({ auth }), TestClient.on(other, { auth })]);
    await revoke(tape.redis, tape.names, 'eve', Date.now() + 1000);
    for (const client of clients) {
      await eventually(() => { expect(client.socket.connected).toBe(false); });
      expect(client.notices.at(-1)).toMatchObject({ code: 'revoked' });
    }
    expect(await refusedWith({ auth })).toMatchObject({ code: 'revoked' });
    expect(witness.socket.connected).toBe(true);
    await other.close();
  });

  test('sessions of a user are counted over all pods', async () => {
    const env = { JWT_ISSUER: 'desk', PLANS_FILE: new URL('./support/plans.yaml', import.meta.url).pathname };
    const pods = [await TestGateway.on(tape, { env }), await TestGateway.on(tape, { env })];
    const auth = { token: await token({ sub: 'two', plan: 'pair' }) };
    const clients = [await TestClient.on(pods[0]!, { auth }), await TestClient.on(pods[1]!, { auth })];
    await expect(TestClient.on(pods[0]!, { auth })).rejects.toMatchObject({ data: { code: 'limit' } });
    clients[1]!.close();
    clients.push(await TestClient.on(pods[0]!, { auth }));
    await clients[0]!.request('subscribe', { filter: 'size>1' });
    expect(await clients[0]!.refusal('subscribe', { filter: 'size>2' })).toMatchObject({ code: 'limit' });
    for (const client of clients) client.close();
    for (const pod of pods) await pod.close();
  });

  test('the witness was never disturbed', async () => {
    expect(witness.socket.connected).toBe(true);
    const { key } = await witness.request('subscribe', { filter: '', snapshot: 0 });
    await tape.write(1, 2);
    expect(await witness.hasRows(key, 2)).toHaveLength(2);
  });
});
