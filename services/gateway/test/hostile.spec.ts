import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { REQUESTS, type RequestName, WIRE_CODES } from '@tapewire/contracts';
import { eventually, HOSTILE_FIELDS, HOSTILE_TEXTS, HOSTILE_VALUES } from '@tapewire/testkit';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

const MESSAGES = Number(process.env['HOSTILE_MESSAGES'] ?? 10_000);
const NAMES = Object.keys(REQUESTS) as RequestName[];

/** Bytes of the heap that are really in use. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().heapUsed;
}

const anything = fc.oneof(
  fc.constantFrom(...HOSTILE_VALUES),
  fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 100 }), fc.integer(), fc.double(), fc.jsonValue({ maxDepth: 6 }),
);
const field = fc.constantFrom(...HOSTILE_FIELDS);
const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 100 }));
const payload = fc.oneof(anything, fc.dictionary(field, anything, { maxKeys: 5 }), anything.map((filter) => ({ filter })), fc.tuple(anything, anything).map(([filter, before]) => ({ filter, before, limit: 10 })));
/** Of the right shape, so that what it says gets further. */
const shaped: fc.Arbitrary<readonly [RequestName, unknown]> = fc.oneof(
  text.map((filter) => ['subscribe', { filter, snapshot: 10 }] as const),
  text.map((column) => ['subscribe', { filter: 'size<0', columns: ['id', column.slice(0, 60)] }] as const),
  text.map((after) => ['subscribe', { filter: '', after }] as const),
  fc.tuple(text, text).map(([filter, before]) => ['page', { filter, before, limit: 10 }] as const),
  text.map((id) => ['order', { id: id.slice(0, 60) }] as const),
  text.map((prefix) => ['symbols', { prefix: prefix.slice(0, 16) }] as const),
  text.map((underlying) => ['flow', { underlying: underlying.slice(0, 16) }] as const),
  text.map((token) => ['renew', { token }] as const),
);

describe('hostile messages', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let witness: TestClient;
  let key: string;

  beforeAll(async () => {
    tape = await TestTape.open();
    await tape.write(0, 20);
    gateway = await TestGateway.on(tape);
    witness = await TestClient.on(gateway);
    ({ key } = await witness.request('subscribe', { filter: '', snapshot: 0 }));
  });
  afterAll(async () => {
    witness.close();
    await gateway.close();
    await tape.close();
  });

  test(`${MESSAGES} malformed or hostile requests are each answered with a code, and others are served on`, async () => {
    const codes = new Map<string, number>();
    const inputs = fc.sample(fc.oneof(fc.tuple(fc.constantFrom(...NAMES), payload), shaped), { numRuns: MESSAGES, seed: 7 });
    const before = heapUsed();
    let client = await TestClient.on(gateway, { user: 'mallory' });
    for (let from = 0; from < inputs.length; from += 150) {
      // A connection has a rate; a hostile client opens another.
      client.close();
      client = await TestClient.on(gateway, { user: 'mallory' });
      // Others are served meanwhile: a trade of now reaches them before the next batch of nonsense.
      const [live] = await tape.write(1, 1);
      const heard = eventually(() => { expect(ids(witness.rows(key)).at(-1)).toBe(live?.[0]); });
      const time = witness.request('time', {});
      const acks = await Promise.all(inputs.slice(from, from + 150).map(([name, body]) => client.ask(name, body)));
      for (const ack of acks) {
        const code = ack.ok ? 'ok' : ack.error.code;
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (!ack.ok) expect(Object.keys(WIRE_CODES)).toContain(ack.error.code);
      }
      await time;
      await heard;
    }
    client.close();
    expect([...codes.values()].reduce((a, b) => a + b, 0)).toBe(inputs.length);
    expect([codes.get('internal'), codes.get('unavailable')]).toEqual([undefined, undefined]);
    expect([...codes.keys()]).toEqual(expect.arrayContaining(['ok', 'badRequest', 'badFilter', 'unknownColumn', 'unauthorized']));
    expect((codes.get('badRequest') ?? 0) + (codes.get('badFilter') ?? 0)).toBeGreaterThan(inputs.length / 2);
    expect(heapUsed() - before).toBeLessThan(30e6);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('admin');
    const live = await tape.write(1, 3);
    await eventually(() => { expect(ids(witness.rows(key)).slice(-3)).toEqual(ids(live)); });
  });

  test('nothing a filter says reaches another installation or deletes anything', async () => {
    const size = await tape.redis.dbsize();
    for (const filter of HOSTILE_TEXTS) await witness.ask('page', { filter, limit: 5 }).then((ack) => { if (!ack.ok) expect(['badFilter', 'badRequest', 'rateLimited']).toContain(ack.error.code); });
    expect(await tape.redis.dbsize()).toBeGreaterThan(0);
    expect(size).toBeGreaterThan(0);
    expect((await tape.reader.readTape(0, -1, 100)).entries.length).toBeGreaterThanOrEqual(20);
  });

  test('bytes that are no packets, and messages above the limit, cost only the connection they came on', async () => {
    const url = `${gateway.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const bombs: (string | Buffer)[] = [
      'garbage', '4', '42', '40/v1,{', '40/v1,{"token":', '42/v1,["subscribe"', '45999-/v1,["subscribe",{"_placeholder":true,"num":0}]', '43/v1,1[]', '41/v1,',
      `40/v1,${'['.repeat(30_000)}`, 'x'.repeat(300_000), Buffer.alloc(1000, 255), Buffer.alloc(200_000, 1), '2probe', '5', '6', '40/nowhere,', '40/__proto__,',
    ];
    await Promise.all(bombs.map((bomb) => new Promise<void>((resolve) => {
      const socket = new WebSocket(url);
      socket.on('open', () => { socket.send(bomb); setTimeout(() => { socket.terminate(); }, 300); });
      socket.on('error', () => undefined);
      socket.on('close', () => { resolve(); });
    })));
    const live = await tape.write(0, 2);
    await eventually(() => { expect(ids(witness.rows(key)).slice(-2)).toEqual(ids(live)); });
    expect(witness.socket.connected).toBe(true);
  });

  test('a client that floods is disconnected', async () => {
    const client = await TestClient.on(gateway, { user: 'mallory' });
    for (let i = 0; i < 2000; i++) client.socket.emit('time', {});
    await eventually(() => { expect(client.socket.connected).toBe(false); });
    expect(client.notices.at(-1)).toMatchObject({ code: 'rateLimited' });
    expect(witness.socket.connected).toBe(true);
  });
});
