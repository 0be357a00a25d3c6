import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAdapter } from '@socket.io/redis-adapter';
import { Emitter } from '@socket.io/redis-emitter';
import { Server } from 'socket.io';
import { ANNOUNCE_HEADS, ANNOUNCE_TRADES, NAMESPACE, type Announcement, type HeadsAnnouncement } from '@tapewire/contracts';
import { createLogger } from '@tapewire/telemetry';
import { eventually, localRedis } from '@tapewire/testkit';
import { adapterChannel, connectRedis, serverSideEmit, type RedisClient } from '../src/index.ts';
import { ids, Installation } from './fixtures.ts';

describe('announcements', () => {
  let tape: Installation;
  let io: Server;
  let clients: RedisClient[];
  const heard: { event: string; payload: Announcement | HeadsAnnouncement }[] = [];

  beforeAll(async () => {
    tape = await (await Installation.on()).open(4);
    const settings = { url: await localRedis(), clientName: 'spec-adapter' };
    clients = [1, 2].map(() => connectRedis(settings, createLogger('spec', 'silent'), { whileAway: 'queue' }));
    const [pub, sub] = clients;
    const http = createServer().listen(0);
    io = new Server(http, { adapter: createAdapter(pub, sub, { key: tape.names.adapterKey }) });
    const namespace = io.of(NAMESPACE);
    for (const event of [ANNOUNCE_TRADES, ANNOUNCE_HEADS]) {
      namespace.on(event, (payload: Announcement | HeadsAnnouncement) => heard.push({ event, payload }));
    }
    expect((http.address() as AddressInfo).port).toBeGreaterThan(0);
    await eventually(async () => { expect(await tape.redis.pubsub('NUMSUB', adapterChannel(tape.names))).toEqual([adapterChannel(tape.names), 1]); });
  });
  afterAll(async () => {
    await io.close();
    for (const client of clients) client.disconnect();
    await tape.close();
  });

  test('a commit reaches a socket.io server through its Redis adapter, rows as they were written', async () => {
    await tape.writer.commit({ ...tape.batch(4, -1, [2, 7]), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' });
    const { event, payload } = await eventually(() => { expect(heard).toHaveLength(1); return heard[0]!; });
    const stored = await tape.reader.readTape(4, -1, 10);
    expect(event).toBe(ANNOUNCE_TRADES);
    expect(payload).toEqual({
      epoch: 1, p: 4, prev: -1, to: 7, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', rows: stored.entries.map((e) => e.row),
    });
    expect(ids('rows' in payload ? payload.rows : [])).toEqual(['4-2', '4-7']);
  });

  test('a refused commit is not announced, the next one is', async () => {
    heard.length = 0;
    await tape.writer.commit(tape.batch(4, 3, [8]));
    await tape.writer.commit(tape.batch(4, 7, [9]));
    await eventually(() => { expect(heard).toHaveLength(1); });
    expect(heard[0]?.payload).toMatchObject({ prev: 7, to: 9 });
  });

  test('heads are told for every tape, -1 where there is none in this epoch', async () => {
    heard.length = 0;
    await tape.writer.announceHeads(1, await tape.writer.heads(1, [4, 5]));
    await eventually(() => { expect(heard).toHaveLength(1); });
    expect(heard[0]?.payload).toEqual({ epoch: 1, heads: [{ p: 4, trades: 9, alerts: -1, flow: -1 }, { p: 5, trades: -1, alerts: -1, flow: -1 }] });
  });

  test('the message is the one that @socket.io/redis-emitter sends', () => {
    const sent: unknown[] = [];
    const emitter = new Emitter({ publish: (...args: unknown[]) => sent.push(args) }, { key: tape.names.adapterKey }, NAMESPACE);
    emitter.serverSideEmit('tape', { epoch: 1, rows: [['4-2', null, 'ä"\u2028']] });
    const ours = serverSideEmit('tape', { epoch: 1, rows: [['4-2', null, 'ä"\u2028']] });
    expect(sent).toEqual([[adapterChannel(tape.names), ours.replace('"tapewire"', '"emitter"')]]);
  });
});
