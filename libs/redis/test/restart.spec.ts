import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, startRedis, type LocalRedis } from '@tapewire/testkit';
import { connected } from '../src/index.ts';
import { Installation, pause } from './fixtures.ts';

const offs = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

describe('a Redis that goes away or refuses', () => {
  let server: LocalRedis;
  let tape: Installation;
  beforeAll(async () => {
    server = await startRedis();
    tape = await (await Installation.on(server.url)).open(0);
  }, 120_000);
  afterAll(async () => {
    tape.redis.disconnect();
    await server.stop();
  });

  test('short of memory refuses a whole batch and takes it later', async () => {
    await tape.redis.config('SET', 'maxmemory', '1mb');
    await expect(tape.writer.commit(tape.batch(0, -1, offs(0, 50)))).rejects.toMatchObject({ code: 'REDIS_REFUSED', retry: true });
    expect([await tape.redis.xlen(tape.names.tapeKey(0)), await tape.redis.exists(tape.names.tradeKey(0, 0))]).toEqual([0, 0]);
    await tape.redis.config('SET', 'maxmemory', '0');
    expect(await tape.writer.commit(tape.batch(0, -1, offs(0, 50)))).toBe('ok');
  });

  test('killed and restarted it is a prefix of what was written', async () => {
    for (let head = 49; head < 1049; head += 50) await tape.writer.commit(tape.batch(0, head, offs(head + 1, 50)));
    await server.kill();
    await expect(tape.writer.commit(tape.batch(0, 1049, [1050]))).rejects.toMatchObject({ code: 'REDIS_UNAVAILABLE', retry: true });
    await server.restart();
    await connected(tape.redis);
    const { head } = await tape.writer.state('trades', 0);
    const { entries } = await tape.reader.readTape(0, -1, 5000);
    expect(entries.map((e) => e.off)).toEqual(offs(0, head + 1));
    expect(await tape.redis.exists(...offs(0, head + 1).map((off) => tape.names.tradeKey(0, off)))).toBe(head + 1);
    await eventually(async () => { expect(await tape.index.health()).toEqual({ failures: 0, indexed: 1 }); });
    expect(await tape.writer.commit(tape.batch(0, head, [head + 1]))).toBe('ok');
  }, 60_000);

  test('restarted empty it knows no partition, and takes functions and index again', async () => {
    await server.restart({ empty: true });
    await connected(tape.redis);
    expect(await tape.writer.state('trades', 0)).toMatchObject({ epoch: 0, head: -1 });
    await expect(tape.index.health()).rejects.toMatchObject({ code: 'INDEX_UNHEALTHY' });
    await tape.index.ensure(pause);
    await tape.open(0);
    expect(await tape.writer.commit(tape.batch(0, -1, [0, 1]))).toBe('ok');
  }, 60_000);
});
