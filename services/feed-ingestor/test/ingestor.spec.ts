import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { dbnHeader, dbnTcbbo } from '@tapewire/feeds/testing';
import { eventually } from '@tapewire/testkit';
import { numberOf, Rig } from './raw-log.ts';

jest.setTimeout(240_000);
const PATIENT = { timeoutMs: 60_000, everyMs: 300 };

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.close();
  rig = undefined;
});

async function file(rows: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'feed-'));
  const path = join(folder, 'day.csv');
  await writeFile(path, ['ticker,conditions,correction,exchange,price,sip_timestamp,size', ...rows].join('\n'));
  return path;
}
const row = (contract: string, i: number): string => `O:${contract},209,0,302,1.5,${1402061460_000000000n + BigInt(i) * 1000n},${i + 1}`;

describe('a demo market whose ingestor is killed again and again', () => {
  it('leaves every record in the log, in order, and what is doubled is the same', async () => {
    rig = await Rig.open({ FEED: 'demo', FEED_RATE: '400', FEED_SEED: '3' });
    const { process } = rig;
    let reached = 0;
    for (let kills = 0; kills < 3; kills++) {
      await eventually(async () => {
        const acked = Math.max(0, ...(await rig!.clocks()).map((clock) => clock.acked));
        expect(acked).toBeGreaterThan(reached + 1000);
        reached = acked;
      }, PATIENT);
      await process.kill();
      await process.start();
    }
    await eventually(async () => { expect(Math.max(...(await rig!.clocks()).map((clock) => clock.acked))).toBeGreaterThan(reached + 1000); }, PATIENT);
    await process.stop();

    const rows = await rig.raw();
    const byNumber = new Map<number, string>();
    const highest = new Map<number, number>();
    for (const { p, key, value } of rows) {
      if (key === undefined) continue;
      const n = numberOf(key);
      if (byNumber.has(n)) expect(value).toBe(byNumber.get(n));
      else {
        expect(n).toBeGreaterThan(highest.get(p) ?? 0);
        highest.set(p, n);
        byNumber.set(n, value);
      }
    }
    const numbers = new Set([...byNumber.keys(), ...rows.filter((r) => r.kind === 'reference').map((r) => r.value)]);
    // Reference records have no key: the numbers that are missing are theirs, before the first trade.
    const last = Math.max(...byNumber.keys());
    const missing = Array.from({ length: last }, (_, i) => i + 1).filter((n) => !byNumber.has(n));
    expect(missing.length).toBe([...numbers].filter((n) => typeof n === 'string').length);
    const acked = Math.max(...(await rig.clocks()).map((clock) => clock.acked));
    expect(acked).toBeLessThanOrEqual(last);
    expect(acked).toBeGreaterThan(reached);
  });
});

describe('a replay', () => {
  it('keeps the time going at its end, and a new process does not repeat it', async () => {
    const path = await file(Array.from({ length: 2000 }, (_, i) => row(i % 2 ? 'AAPL140606C00490000' : 'TWX140719C00070000', i)));
    rig = await Rig.open({ FEED: path, FEED_SPEED: 'max' });
    await rig.process.ready();
    const atEnd = async (): Promise<number> => {
      const clocks = (await rig!.clocks()).filter((clock) => clock.acked === 2000);
      expect(clocks.length).toBeGreaterThan(3);
      return Math.max(...clocks.map((clock) => clock.ts));
    };
    await eventually(atEnd, PATIENT);
    await rig.process.kill();
    const before = await rig.raw();
    await rig.process.start();
    const reached = await atEnd();
    await eventually(async () => { expect(await atEnd()).toBeGreaterThan(reached + 1000); }, PATIENT);
    const prints = (rows: typeof before): string[] => rows.filter((r) => r.kind === 'trade').map((r) => `${r.p} ${r.key ?? ''} ${r.value}`);
    expect(prints(await rig.raw())).toEqual(prints(before));
    expect(prints(before)).toHaveLength(2000);
    await rm(path);
  });

  it('keeps rows that are none in the dead-letter topic, with file, line and reason', async () => {
    const path = await file([row('AAPL140606C00490000', 0), 'O:AAPL140606C00490000,209,0,302,x,1402061460000000000,1', row('AAPL140606C00490000', 1), 'nonsense']);
    rig = await Rig.open({ FEED: path, FEED_SPEED: 'max' });
    await eventually(async () => { expect((await rig!.raw()).filter((r) => r.kind === 'trade')).toHaveLength(2); }, PATIENT);
    const letters = (await rig.deadLetters()).sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    expect(letters.map((letter) => [letter.line, letter.value])).toEqual([[3, 'O:AAPL140606C00490000,209,0,302,x,1402061460000000000,1'], [5, 'nonsense']]);
    expect(letters[0]).toMatchObject({ stage: 'feed-ingestor', reason: 'price: expected a price from 0 to 1000000, was "x"' });
    expect(letters[0]?.file).toMatch(/day\.csv$/);
    await rm(path);
  });

  it('of a compressed file of Databento’s gives its trades, and keeps what is no option', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-'));
    const path = join(folder, 'opra.dbn.zst');
    const trades = Array.from({ length: 300 }, (_, i) => dbnTcbbo({ size: i + 1, ts: Date.UTC(2026, 10, 20, 15) + i }));
    await writeFile(path, zstdCompressSync(Buffer.concat([dbnHeader('SPY   261218C00700000'), ...trades, dbnTcbbo({ size: 7, ts: Date.UTC(2026, 10, 20, 16) }, 2n ** 63n - 1n)])));
    rig = await Rig.open({ FEED: path, FEED_SPEED: 'max' });
    await eventually(async () => { expect((await rig!.raw()).filter((r) => r.kind === 'trade')).toHaveLength(300); }, PATIENT);
    const rows = (await rig.raw()).filter((r) => r.kind === 'trade');
    expect(rows.map((r) => numberOf(r.key ?? ''))).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(await rig.deadLetters()).toMatchObject([{ file: 'opra.dbn.zst', line: 301, reason: 'price: expected a price from 0 to 1000000, was missing' }]);
    await rm(folder, { recursive: true });
  });

  it('of a file that cannot be read is not ready and says why', async () => {
    rig = await Rig.open({ FEED: join(tmpdir(), 'there-is-no-such-file.csv') });
    await eventually(async () => {
      const answer = await fetch(`${rig!.process.management}/health/ready`);
      expect(answer.status).toBe(503);
      expect(await answer.text()).toContain('expected a folder or a file (.csv, .csv.gz, .dbn, .dbn.zst), was nothing');
    }, PATIENT);
  });
});
