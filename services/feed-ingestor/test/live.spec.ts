import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { type MockVendor, databentoVendor } from '@tapewire/feeds/testing';
import { CODECS } from '@tapewire/feeds';
import { numberOf, Rig } from './raw-log.ts';
import { TradingFirm } from './trading-firm.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 90_000, everyMs: 300 };

let rig: Rig | undefined;
let firm: TradingFirm | undefined;
let vendor: MockVendor | undefined;
afterEach(async () => {
  await rig?.close();
  await firm?.stop();
  await vendor?.stop();
});

describe('a numbered live feed whose connection is cut and whose ingestor is killed', () => {
  it('is on the log in full, each number with one value, and no gap is told', async () => {
    firm = await TradingFirm.start();
    rig = await Rig.open({ FEED: 'generic', FEED_URL: firm.feed.url, FEED_LINE: 'firm' });
    await rig.process.ready();
    const trades = async () => (await rig!.raw()).filter((row) => row.kind === 'trade');
    const reached = async (): Promise<number> => Math.max(0, ...(await trades()).map((row) => numberOf(row.key ?? ':0')));
    const goesOn = async (): Promise<void> => {
      const from = await reached();
      await eventually(async () => { expect(await reached()).toBeGreaterThan(from + 200); }, PATIENT);
    };
    await goesOn();
    firm.feed.cut();
    await goesOn();
    await rig.process.kill();
    await rig.process.start();
    await goesOn();
    firm.pause();
    await eventually(async () => { expect(await reached()).toBe(firm!.feed.last); }, PATIENT);

    const values = new Map<number, string>();
    for (const { key = '', value } of await trades()) {
      expect(key.startsWith('firm:')).toBe(true);
      const n = numberOf(key);
      expect(values.get(n) ?? value).toBe(value);
      values.set(n, value);
    }
    expect([...values.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: firm.feed.last }, (_, i) => i + 1));
    expect((await rig.raw()).filter((row) => row.kind === 'gap')).toEqual([]);
    await eventually(async () => { expect(Math.max(...(await rig!.clocks()).map((clock) => clock.acked))).toBe(firm!.feed.last); }, PATIENT);
  });
});

describe('a live feed that is replayed by time, whose ingestor is killed', () => {
  it('is on the log in full and once: what printed meanwhile is asked for, and the gap is told as filled', async () => {
    const model = databentoVendor('SPY261218C00700000');
    vendor = await model.start();
    rig = await Rig.open({ FEED: 'databento', FEED_URL: model.url(vendor.port), FEED_LINE: 'opra', ...model.settings });
    await rig.process.ready();
    let last = 0;
    const print = (count: number): void => {
      const from = last + 1;
      last += count;
      vendor!.print(Array.from({ length: count }, (_, i) => ({ size: from + i, ts: Date.now() })));
    };
    const sizes = async (): Promise<number[]> =>
      (await rig!.raw()).filter((row) => row.kind === 'trade').map(({ value }) => (JSON.parse(value) as { size: number }).size).sort((a, b) => a - b);
    const arrived = () => eventually(async () => { expect(await sizes()).toEqual(Array.from({ length: last }, (_, i) => i + 1)); }, PATIENT);
    for (let kills = 0; kills < 2; kills++) {
      print(300);
      await arrived();
      print(50);
      await rig.process.kill();
      print(200);
      await rig.process.start();
      await rig.process.ready();
      print(100);
      await arrived();
    }
    const gaps = [...new Set((await rig.raw()).filter((row) => row.kind === 'gap').map((row) => row.value))].map((value) => CODECS.get('tapewire')?.decode('gap', value));
    expect(gaps.map((gap) => (gap?.kind === 'gap' ? [gap.reason, gap.filled] : []))).toEqual(
      Array.from({ length: 2 }, () => [['no ingestor was reading', undefined], ['no ingestor was reading', true]]).flat());
  });
});
