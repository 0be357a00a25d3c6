import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { partitionOf } from '@tapewire/kafka';
import { eventually } from '@tapewire/testkit';
import { PARTITIONS, Rig } from './raw-log.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 60_000, everyMs: 300 };

let folder: string;
let rig: Rig | undefined;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'reference-')); });
afterEach(async () => {
  await rig?.close();
  rig = undefined;
  await rm(folder, { recursive: true });
});

const lines = (date: string, oi: number): object[] => [
  { type: 'rate', rate: 0.0375 },
  { type: 'multiplier', root: 'ZZZ1', multiplier: 150, underlying: 'ZZZ' },
  { type: 'openInterest', symbol: 'ZZZ261218C00260000', oi, date },
  { type: 'openInterest', symbol: 'YYY261218C00700000', oi: oi + 1, date },
  { type: 'openInterestComplete', date },
];
const ndjson = (objects: readonly object[]): string => `${objects.map((line) => JSON.stringify(line)).join('\n')}\n`;

/** What came from the file, by partition and value. */
const published = async (): Promise<string[]> =>
  (await rig!.raw()).filter(({ key }) => key?.startsWith('reference-') === true).map(({ p, value }) => `${p} ${value}`).sort();

function expected(objects: readonly object[]): string[] {
  return objects.flatMap((line) => {
    const symbol = 'symbol' in line ? String(line.symbol).slice(0, 3) : undefined;
    const partitions = symbol === undefined ? Array.from({ length: PARTITIONS }, (_, p) => p) : [partitionOf(symbol, PARTITIONS)];
    return partitions.map((p) => `${p} ${JSON.stringify(line)}`);
  });
}

describe('the reference data of a morning', () => {
  it('comes to the partitions it is about, once each file, and a file with a fault is refused as a whole', async () => {
    const file = join(folder, 'reference.ndjson');
    await writeFile(file, ndjson(lines('2026-11-20', 400)));
    rig = await Rig.open({ FEED: 'demo', FEED_RATE: '50', RULES_FILE: 'none', REFERENCE_FILE: file });
    await rig.process.ready();
    const friday = expected(lines('2026-11-20', 400)).sort();
    await eventually(async () => { expect(await published()).toEqual(friday); }, PATIENT);
    await rig.process.kill();
    await rig.process.start();
    await rig.process.ready();

    await writeFile(file, ndjson([...lines('2026-11-23', 500), { type: 'openInterest', symbol: 'ZZZ', oi: 5 }, { type: 'rate', rate: 'high' }]));
    await eventually(async () => {
      const log = await readFile(join(rig!.folder, 'log'), 'utf8');
      expect(log).toContain('line 6: symbol: expected');
      expect(log).toContain('line 7: rate: expected a finite number, was \\"high\\"');
    }, PATIENT);
    expect(await published()).toEqual(friday);

    await writeFile(file, ndjson(lines('2026-11-23', 500)));
    await eventually(async () => { expect(await published()).toEqual([...friday, ...expected(lines('2026-11-23', 500))].sort()); }, PATIENT);
  });
});
