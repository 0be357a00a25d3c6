import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { devToken, eventually } from '@tapewire/testkit';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

describe('plans that change while clients are connected', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let dir: string;
  let file: string;
  let edits = 0;
  const clients: TestClient[] = [];
  const connect = async (plan: string): Promise<TestClient> => {
    const client = await TestClient.on(gateway, { auth: { token: await devToken({ user: 'ann', plan }) } });
    clients.push(client);
    return client;
  };
  /** Replaces the file; its time differs from before whatever the file system's resolution is. */
  const edit = async (plans: object): Promise<void> => {
    await writeFile(file, JSON.stringify({ plans }));
    await utimes(file, new Date(), new Date(Date.now() + ++edits * 10_000));
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tapewire-plans-'));
    file = join(dir, 'plans.json');
    await edit({ basic: {}, gone: {}, same: {} });
    tape = await TestTape.open();
    await tape.write(0, 10);
    gateway = await TestGateway.on(tape, { env: { PLANS_FILE: file } });
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await gateway.close();
    await tape.close();
    await rm(dir, { recursive: true, force: true });
  });

  test('take effect on live sockets: subscriptions are made again, others go on, and who has none is closed', async () => {
    const [basic, gone, same] = [await connect('basic'), await connect('gone'), await connect('same')];
    const { key, bookmark } = await basic.request('subscribe', { filter: '', snapshot: 0 });
    const kept = await same.request('subscribe', { filter: '', snapshot: 0 });
    await edit({ basic: { rowsPerSecond: 5, subscriptions: 1 }, same: {} });
    await eventually(() => { expect(basic.lagged).toEqual([key]); });
    await eventually(() => { expect(gone.socket.connected).toBe(false); });
    expect(gone.notices.at(-1)).toMatchObject({ code: 'unauthorized' });
    const again = await basic.request('subscribe', { filter: '', after: bookmark });
    expect(await basic.refusal('subscribe', { filter: 'size>5' })).toMatchObject({ code: 'limit' });
    const written = await tape.write(0, 200);
    expect(ids(await same.hasRows(kept.key, written.length))).toEqual(ids(written));
    await eventually(() => {
      const skipped = basic.trades.reduce((sum, event) => sum + (event.skipped ?? 0), 0);
      expect(basic.rows(again.key).length + skipped).toBe(written.length);
    });
    expect(basic.rows(again.key).length).toBeLessThan(written.length / 2);
    expect(same.lagged).toEqual([]);
  });

  test('a delay that a plan gets holds for sockets that are connected', async () => {
    const client = await connect('same');
    const { key } = await client.request('subscribe', { filter: 'size>0', snapshot: 0 });
    await edit({ basic: {}, same: { delay: 3_600_000 } });
    await eventually(() => { expect(client.lagged).toEqual([key]); });
    const young = await tape.write(1, 5);
    const ack = await client.request('subscribe', { filter: 'size>0' });
    expect(ids(ack.rows).filter((id) => ids(young).includes(id))).toEqual([]);
    expect(client.rows(key)).toEqual([]);
  });

  test('a token of a plan with another rate, renewed on the socket, holds from then on', async () => {
    await edit({ wide: {}, narrow: { rowsPerSecond: 5 } });
    const client = await eventually(() => connect('wide'));
    const { key } = await client.request('subscribe', { filter: '', snapshot: 0 });
    expect(await client.request('renew', { token: await devToken({ user: 'ann', plan: 'narrow' }) })).toMatchObject({ plan: 'narrow' });
    await eventually(() => { expect(client.lagged).toEqual([key]); });
  });
});
