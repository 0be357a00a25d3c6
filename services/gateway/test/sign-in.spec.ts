import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { pino } from 'pino';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

describe('signing in with an identity provider', () => {
  const keys: JWK[] = [];
  const audits: Record<string, unknown>[] = [];
  let provider: Server;
  let tape: TestTape;
  let gateway: TestGateway;
  /** Private part of the key 'two'. */
  let second: Key;

  const makeKey = async (kid: string): Promise<Key> => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    keys.push({ ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' });
    return privateKey;
  };
  const token = (key: Key | Uint8Array, kid: string, { alg = 'ES256', audience = 'tapewire' } = {}): Promise<string> =>
    new SignJWT({ plan: 'realtime', desk: 'semis' }).setProtectedHeader({ alg, kid }).setSubject('ann').setAudience(audience).setIssuedAt().setExpirationTime('1h').sign(key);
  const connect = async (auth: string): Promise<TestClient> => TestClient.on(gateway, { auth: { token: auth } });

  beforeAll(async () => {
    provider = createServer((_request, response) => { response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })); });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    const lines = new Writable({
      write(line: Buffer, _encoding, done) {
        const { audit } = JSON.parse(line.toString()) as { audit?: Record<string, unknown> };
        if (audit) audits.push(audit);
        done();
      },
    });
    tape = await TestTape.open();
    const port = (provider.address() as AddressInfo).port;
    gateway = await TestGateway.on(tape, {
      env: { JWT_SECRET: '', JWKS_URL: `http://127.0.0.1:${port}/keys`, JWT_AUDIENCE: 'tapewire', JWT_ALGORITHMS: 'ES256' },
      logger: pino({}, lines),
    });
  });
  afterAll(async () => {
    await gateway.close();
    await tape.close();
    provider.close();
  });

  test('tokens of its keys are let in, also of a key that it adds later', async () => {
    const first = await makeKey('one');
    const client = await connect(await token(first, 'one'));
    client.close();
    second = await makeKey('two');
    await expect(connect(await token((await generateKeyPair('ES256')).privateKey, 'one'))).rejects.toMatchObject({ data: { code: 'unauthorized' } });
    // The key set is fetched again for a key it does not know, but not more often than every 30 s.
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'performance'], now: Date.now() + 31_000 });
    const late = await token(second, 'two');
    (await connect(late)).close();
    jest.useRealTimers();
  });

  test('an HS256 token signed with a public key is refused', async () => {
    const confused = new TextEncoder().encode(JSON.stringify(keys[0]));
    await expect(connect(await token(confused, 'one', { alg: 'HS256' }))).rejects.toMatchObject({ data: { code: 'unauthorized' } });
  });

  test('a token for another audience is refused', async () => {
    await expect(connect(await token(second, 'two', { audience: 'elsewhere' }))).rejects.toMatchObject({ data: { code: 'unauthorized' } });
  });

  test('connects, subscriptions, refusals and disconnects are audit lines with fixed fields', async () => {
    const client = await connect(await token(second, 'two'));
    await client.request('subscribe', { filter: 'size>5 ticker:NVDA' });
    client.close();
    await eventually(() => { expect(audits.at(-1)).toMatchObject({ event: 'disconnect' }); });
    const socket = audits.at(-1)?.['socket'];
    const mine = audits.filter((audit) => audit['socket'] === socket);
    const who = { user: 'ann', plan: 'realtime', desk: 'semis', address: expect.any(String) };
    expect(mine).toMatchObject([
      { event: 'connect', ...who }, { event: 'subscribe', ...who, filter: 'size>5 underlying:NVDA' }, { event: 'disconnect', ...who, reason: expect.any(String), lasted: expect.any(Number) },
    ]);
    expect(audits.filter(({ event }) => event === 'refuse')).toContainEqual({ event: 'refuse', socket: expect.any(String), address: expect.any(String), reason: 'unauthorized' });
  });
});
