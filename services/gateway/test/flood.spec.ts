import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Row } from '@tapewire/contracts';
import { DEFAULT_PLANS } from '@tapewire/delivery';
import { eventually } from '@tapewire/testkit';
import { writtenBytes } from '../src/socket/buffered.ts';
import { TestClient } from './support/test-client.ts';
import { TestGateway } from './support/test-gateway.ts';
import { ids, TestTape } from './support/test-tape.ts';

jest.setTimeout(120_000);

/** Trades of the flood: as many as the tape brings in a second or two at 10,000 a second. */
const FLOOD = 16_000;
const BATCH = 1000;
const ALLOWED = DEFAULT_PLANS.get('display')?.rowsPerSecond ?? 0;

describe('an empty filter on a page while far more trades print than its plan shows', () => {
  let tape: TestTape;
  let gateway: TestGateway;
  let page: TestClient;
  let program: TestClient;

  beforeAll(async () => {
    tape = await TestTape.open();
    gateway = await TestGateway.on(tape);
    page = await TestClient.on(gateway, { user: 'ann', plan: 'display' });
    program = await TestClient.on(gateway, { user: 'bot', plan: 'realtime' });
  });
  afterAll(async () => {
    page.close();
    program.close();
    await gateway.close();
    await tape.close();
  });

  test('the page gets what its plan allows, in order, with the rest counted; its requests are answered; a program beside it gets every row', async () => {
    const { key } = await page.request('subscribe', { filter: '', snapshot: 0 });
    const { key: all } = await program.request('subscribe', { filter: '', snapshot: 0 });
    const socket = gateway.parts.sockets.all().find(({ id }) => id === page.socket.id)!;
    const bytesBefore = writtenBytes(socket);
    const begun = performance.now();
    const written: Row[] = [];
    for (let n = 0; n < FLOOD / BATCH; n++) {
      written.push(...await tape.write(0, BATCH));
      expect((await page.request('time', {})).now).toBeGreaterThan(0);
    }
    const skipped = (): number => page.trades.reduce((sum, event) => sum + (event.skipped ?? 0), 0);
    await eventually(() => { expect(page.rows(key).length + skipped()).toBe(FLOOD); });
    const seconds = (performance.now() - begun) / 1000;
    const got = page.rows(key);
    // A second's rows at once, and then the rate.
    expect(got.length).toBeLessThanOrEqual(ALLOWED * (seconds + 1));
    expect(skipped()).toBeGreaterThan(0);
    const order = new Map(ids(written).map((id, i) => [id, i]));
    const places = ids(got).map((id) => order.get(id) ?? -1);
    expect(places.every((place, i) => place > (places[i - 1] ?? -1))).toBe(true);
    expect(ids(got).at(-1)).toBe(ids(written).at(-1));
    const longest = Math.max(...got.map((row) => JSON.stringify(row).length));
    const frames = 200 * page.events.length;
    expect(writtenBytes(socket) - bytesBefore).toBeLessThanOrEqual(got.length * (longest + 1) + frames);
    expect(ids(await program.hasRows(all, FLOOD))).toEqual(ids(written));
  });
});
