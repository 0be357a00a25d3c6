import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { FeedHandler } from './feed-handler.ts';
import { numberOf, Rig } from './raw-log.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 90_000, everyMs: 300 };

let rig: Rig | undefined;
let handler: FeedHandler | undefined;
afterEach(async () => {
  await rig?.close();
  await handler?.stop();
});

describe('a numbered live feed whose connection is cut and whose ingestor is killed', () => {
  it('is on the log in full, each number with one value, and no gap is told', async () => {
    handler = await FeedHandler.start();
    rig = await Rig.open({ FEED: 'generic', FEED_URL: handler.url, FEED_LINE: 'firm' });
    await rig.process.ready();
    const trades = async () => (await rig!.raw()).filter((row) => row.kind === 'trade');
    const reached = async (): Promise<number> => Math.max(0, ...(await trades()).map((row) => numberOf(row.key ?? ':0')));
    const goesOn = async (): Promise<void> => {
      const from = await reached();
      await eventually(async () => { expect(await reached()).toBeGreaterThan(from + 200); }, PATIENT);
    };
    await goesOn();
    handler.cut();
    await goesOn();
    await rig.process.kill();
    await rig.process.start();
    await goesOn();
    handler.pause();
    await eventually(async () => { expect(await reached()).toBe(handler!.last); }, PATIENT);

    const values = new Map<number, string>();
    for (const { key = '', value } of await trades()) {
      expect(key.startsWith('firm:')).toBe(true);
      const n = numberOf(key);
      expect(values.get(n) ?? value).toBe(value);
      values.set(n, value);
    }
    expect([...values.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: handler.last }, (_, i) => i + 1));
    expect((await rig.raw()).filter((row) => row.kind === 'gap')).toEqual([]);
    await eventually(async () => { expect(Math.max(...(await rig!.clocks()).map((clock) => clock.acked))).toBe(handler!.last); }, PATIENT);
  });
});
