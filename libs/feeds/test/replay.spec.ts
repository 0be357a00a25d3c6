import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sharedData } from '@tapewire/testkit';
import { CODECS, ReplaySource, type Reject, type ReplayOptions, type SourceRecord } from '@tapewire/feeds';

const HEADER = 'ticker,conditions,correction,exchange,price,sip_timestamp,size';
const OPEN = 1402061460_000000000n;
const trade = (contract: string, seconds: number, price = 1, size = 1): string =>
  `O:${contract},0,0,0,${price},${OPEN + BigInt(seconds) * 1_000_000_000n},${size}`;

let folder = '';
const rejects: Reject[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
  rejects.length = 0;
});
afterEach(() => { rmSync(folder, { recursive: true }); });

const open = (path: string, options: Partial<ReplayOptions> = {}): Promise<ReplaySource> =>
  ReplaySource.open({
    path, shift: 0, workDir: join(folder, 'work'),
    onReject: (reject) => { rejects.push(reject); return Promise.resolve(); },
    ...options,
  });

async function all(source: ReplaySource, acked = 0): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for await (const batch of source.records(acked)) records.push(...batch);
  return records;
}

const write = (name: string, rows: readonly string[]): string => {
  const path = join(folder, name);
  const text = rows.join('\n');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
};
const symbols = (records: readonly SourceRecord[]): string[] => records.map((r) => r.value.slice(2, r.value.indexOf(',')));

const aapl = sharedData('aapl-20140606');
const twx = sharedData('twx-20140605');
const whenShared = aapl === undefined || twx === undefined ? it.skip : it;

describe('a folder', () => {
  whenShared('gives every trade of the real day once, in order, as the file has it', async () => {
    const source = await open(aapl ?? '');
    const records = await all(source);
    const rows = gunzipSync(readFileSync(join(aapl ?? '', 'trades.csv.gz'))).toString().trim().split('\n').slice(1);
    const trades = records.filter((r) => r.kind === 'trade');
    expect(trades).toHaveLength(22_067);
    expect(trades.map((r) => r.value)).toEqual(rows);
    expect(trades.map((r) => r.key)).toEqual(rows.map((_, i) => `${source.line}:${i + 2}`));
    expect(records.map((r) => r.n)).toEqual(records.map((_, i) => i + 1));
    expect(records.filter((r) => r.kind === 'openInterest')).toHaveLength(2322);
    expect(new Set(records.map((r) => r.underlying))).toEqual(new Set(['AAPL']));
    expect(rejects).toEqual([]);
    expect(source.info.lacks).toEqual(['conditions', 'cancels', 'exchanges', 'quotes']);
  });

  whenShared('puts open interest first, and at one time underlying and quotes before trades', async () => {
    const records = await all(await open(twx ?? ''));
    const timed = records.filter((r) => r.kind !== 'openInterest' && r.kind !== 'reference');
    expect(records.slice(0, 184).every((r) => r.kind === 'openInterest')).toBe(true);
    expect(records[184]).toMatchObject({ kind: 'reference', value: '{"type":"openInterestComplete","date":"2014-06-05","underlying":"TWX"}' });
    const order: Partial<Record<string, number>> = { underlying: 0, quote: 1, trade: 2 };
    for (const [i, record] of timed.entries()) {
      const before = timed[i - 1];
      if (before === undefined) continue;
      expect(before.ts).toBeLessThanOrEqual(record.ts);
      if (before.ts === record.ts) expect(order[before.kind]).toBeLessThanOrEqual(order[record.kind] ?? 0);
    }
    expect(timed.filter((r) => r.kind === 'quote')).toHaveLength(30_468);
  });

  whenShared('can be read by its codec, whatever the kind', async () => {
    for (const record of await all(await open(twx ?? ''))) {
      expect(CODECS.get(record.source)?.decode(record.kind, record.value).kind).toBe(record.kind);
    }
  });

  it('must have trades', async () => {
    write('quotes.csv', ['ticker,sip_timestamp,bid_price,bid_size,ask_price,ask_size']);
    await expect(open(folder)).rejects.toMatchObject({ code: 'FEED_UNREADABLE' });
  });
});

describe('a file of a whole market', () => {
  const A = 'AAPL140606C00490000';
  const Z = 'TWX140719C00070000';

  it('that is sorted by ticker comes out in time order, through runs on disk', async () => {
    const rows = [A, 'MSFT140719C00040000', Z].flatMap((contract) => Array.from({ length: 40 }, (_, i) => trade(contract, i * 3)));
    const path = write('2014-06-06.csv.gz', [HEADER, ...rows, '']);
    const records = await all(await open(path, { runRows: 7 }));
    expect(records).toHaveLength(120);
    expect(symbols(records).slice(0, 6)).toEqual([A, 'MSFT140719C00040000', Z, A, 'MSFT140719C00040000', Z]);
    expect([...records].sort((a, b) => a.ts - b.ts)).toEqual(records);
    expect(records.map((r) => r.value).sort()).toEqual([...rows].sort());
  });

  it('may have its columns in any order, and others', async () => {
    const path = write('x.csv', ['size,participant_timestamp,ticker,price,sip_timestamp,exchange,conditions,correction\r', `5,1,O:${A},2.5,${OPEN},302,"219,227",0\r`]);
    const [record] = await all(await open(path));
    expect(record?.value).toBe(`O:${A},"219,227",0,302,2.5,${OPEN},5`);
  });

  it('without a column that is needed is refused by name', async () => {
    await expect(open(write('x.csv', ['ticker,price,size', `O:${A},1,1`]))).rejects.toThrow('without sip_timestamp');
  });

  it('cut off in the middle of its gzip stream is refused', async () => {
    const path = write('x.csv.gz', [HEADER, ...Array.from({ length: 1000 }, (_, i) => trade(A, i, i % 97))]);
    writeFileSync(path, readFileSync(path).subarray(0, 2000));
    await expect(open(path)).rejects.toMatchObject({ code: 'FEED_UNREADABLE' });
  });

  it('goes on after rows that are none, and tells file, line and reason of each', async () => {
    const bad = [`O:${A},0,0,0,abc,${OPEN},1`, 'garbage', `O:${A},0,0,0,1,${OPEN},-5`, `O:${A},"0,0,0,1,${OPEN},1`, `O:${A},0,0,0,1,${OPEN}`];
    const path = write('x.csv', [HEADER, trade(A, 0), ...bad, '', trade(A, 1)]);
    expect(await all(await open(path))).toHaveLength(2);
    expect(rejects.map((r) => r.line)).toEqual([3, 4, 5, 6, 7]);
    expect(rejects.map((r) => r.value)).toEqual(bad);
    expect(rejects[0]?.reason).toBe('price: expected a price from 0 to 1000000, was "abc"');
    expect(rejects.every((r) => r.file.endsWith('x.csv'))).toBe(true);
  });

  it('resumes after any number of records with exactly the rest', async () => {
    const path = write('x.csv', [HEADER, ...Array.from({ length: 2500 }, (_, i) => trade(i % 2 ? A : Z, (i * 7919) % 2500))]);
    const source = await open(path, { runRows: 300 });
    const full = await all(source);
    for (const acked of [0, 1, 999, 1000, 1001, 2499, 2500]) expect(await all(source, acked)).toEqual(full.slice(acked));
  });

  it('has another line when its content is another', async () => {
    const first = await open(write('x.csv', [HEADER, trade(A, 0)]));
    const second = await open(write('x.csv', [HEADER, trade(A, 1)]));
    expect(first.line).not.toBe(second.line);
  });
});

describe('a shift of whole days', () => {
  it('moves times and expirations alike, and keeps New York’s time of day', async () => {
    const path = write('x.csv', [HEADER, trade('AAPL140606C00490000', 0)]);
    const [week] = await all(await open(path, { shift: 7 }));
    expect(week?.value).toBe(`O:AAPL140613C00490000,0,0,0,1,${OPEN + 7n * 86_400_000_000_000n},1`);
    const [winter] = await all(await open(path, { shift: 210 }));
    const summerTime = 3_600_000_000_000n;
    expect(winter?.value).toBe(`O:AAPL150102C00490000,0,0,0,1,${OPEN + 210n * 86_400_000_000_000n + summerTime},1`);
  });

  it('makes another line', async () => {
    const path = write('x.csv', [HEADER, trade('AAPL140606C00490000', 0)]);
    expect((await open(path, { shift: 7 })).line).toBe(`${(await open(path)).line}+7`);
  });
});
