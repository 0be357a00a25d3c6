import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CODECS, DbnSource, type Reject, type SourceRecord } from '@tapewire/feeds';
import { dbnHeader, dbnTcbbo } from '@tapewire/feeds/testing';
import { sharedData } from '@tapewire/testkit';

const TS = Date.UTC(2026, 10, 20, 15);
const HEADER = dbnHeader('SPY   261218C00700000');
const whenShared = sharedData('dbn') === undefined ? it.skip : it;

let folder: string;
beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'dbn-')); });
afterEach(() => rm(folder, { recursive: true }));

async function open(bytes: Buffer, { name = 'opra.dbn', shift = 0 } = {}): Promise<{ source: DbnSource; rejects: Reject[] }> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const rejects: Reject[] = [];
  return { source: await DbnSource.open({ path, shift, onReject: (reject) => { rejects.push(reject); return Promise.resolve(); } }), rejects };
}
async function all(source: DbnSource, acked = 0): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of source.records(acked)) records.push(...batch);
  return records;
}
const trades = (from: number, to: number): Buffer => Buffer.concat([HEADER, ...Array.from({ length: to - from + 1 }, (_, i) => dbnTcbbo({ size: from + i, ts: TS + from + i }))]);

describe('a file of Databento’s as a feed', () => {
  it('gives its trades in order with the quote before each, compressed or not', async () => {
    const bytes = Buffer.concat([trades(1, 50), dbnTcbbo({ size: 1, ts: TS + 60 }, 0n, 'A')]);
    const { source } = await open(bytes);
    const records = await all(source);
    expect(records.map((r) => r.n)).toEqual(Array.from({ length: 51 }, (_, i) => i + 1));
    expect(CODECS.get('databento')?.decode('trade', records[4]?.value ?? '')).toEqual({
      kind: 'trade', contract: 'SPY261218C00700000', price: 1.54, size: 5, tsNs: `${TS + 5}000000`, exchange: 'C', quote: { bid: 1.53, ask: 1.54, bidSize: 10, askSize: 20 },
    });
    expect([records[4]?.key, records[50]?.key, records[50]?.kind]).toEqual([`${source.line}:5`, `${source.line}/quote:51`, 'quote']);
    expect(source.info).toMatchObject({ source: 'databento', lacks: ['conditions', 'cancels', 'spot', 'openInterest'] });
    const { source: packed } = await open(zstdCompressSync(bytes), { name: 'opra.dbn.zst' });
    expect((await all(packed)).map((r) => r.value)).toEqual(records.map((r) => r.value));
  });

  it('goes on after any record, moves by days, and keeps New York’s time of day', async () => {
    const { source } = await open(trades(1, 20), { shift: -120 });
    expect(await all(source, 15)).toEqual((await all(source)).slice(15));
    const [first] = await all(source);
    expect(CODECS.get('databento')?.decode('trade', first?.value ?? '')).toMatchObject({ contract: 'SPY260820C00700000', tsNs: `${Date.UTC(2026, 6, 23, 14) + 1}000000` });
    expect(source.line).toMatch(/^opra@[0-9a-f]{6}-120$/);
  });

  it('tells what is no option, and refuses a file that is cut off or no DBN', async () => {
    const { source, rejects } = await open(Buffer.concat([trades(1, 2), dbnTcbbo({ size: 3, ts: TS }, 2n ** 63n - 1n), dbnTcbbo({ size: 4, ts: TS + 4 })]));
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([[3, 'price: expected a price from 0 to 1000000, was missing']]);
    expect((await all(source)).map((r) => r.key)).toEqual([1, 2, 4].map((i) => `${source.line}:${i}`));
    await expect(open(trades(1, 3).subarray(0, -7))).rejects.toThrow('expected whole DBN records to its end');
    await expect(open(Buffer.from('ticker,price\nAAPL,1\n'))).rejects.toThrow('expected a DBN file, was header');
  });

  whenShared('of futures has nothing to give, and says so of each record', async () => {
    const rejects: Reject[] = [];
    const path = join(sharedData('dbn') ?? '', 'test_data.trades.v2.dbn.zst');
    await expect(DbnSource.open({ path, shift: 0, onReject: (reject) => { rejects.push(reject); return Promise.resolve(); } })).rejects.toThrow('at least one option trade or quote');
    expect(rejects.map((reject) => reject.reason)).toEqual(Array.from({ length: 2 }, () => 'symbol: expected an OSI option symbol such as AAPL260918C00260000, was "ESH1"'));
  });
});
