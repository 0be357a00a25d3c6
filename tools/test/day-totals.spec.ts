import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FLOW_BUCKETS, type FlowMinute, type Right, type Trade } from '@tapewire/contracts';
import { CODECS, ReplaySource } from '@tapewire/feeds';
import { DEFAULT_TAPE_CONFIG, PartitionTape } from '@tapewire/market';
import { sharedData } from '@tapewire/testkit';
import { python } from './python.ts';

const DAYS = ['aapl-20140606', 'twx-20140605'] as const;
const SLOW = 120_000;

interface Totals {
  readonly count: number;
  readonly volume: Readonly<Record<Right, number>>;
  readonly premium: Readonly<Record<Right, number>>;
  readonly putCall: number;
  readonly busiest: string;
  readonly busiestVolume: number;
}

/** Sums as the tape's own figures have them: the last volume of each contract, and the flow of the market. */
function totals(trades: readonly Trade[], minutes: ReadonlyMap<number, FlowMinute>): Totals {
  const volumes = new Map(trades.map((trade) => [trade.contract, trade.volume]));
  const [busiest = '', busiestVolume = 0] = [...volumes].sort((a, b) => b[1] - a[1])[0] ?? [];
  const flow = (right: 'calls' | 'puts', what: 'premium' | 'volume'): number =>
    [...minutes.values()].reduce((sum, minute) => sum + FLOW_BUCKETS.reduce((all, bucket) => all + minute[right][bucket][what], 0), 0);
  const volume = { C: flow('calls', 'volume'), P: flow('puts', 'volume') };
  return {
    count: trades.length, volume, premium: { C: flow('calls', 'premium'), P: flow('puts', 'premium') },
    putCall: Math.round((volume.P / volume.C) * 1e6) / 1e6, busiest, busiestVolume,
  };
}

describe.each(DAYS)('the replayed day %s', (day) => {
  const folder = sharedData(day);
  let workDir: string;
  beforeAll(async () => { workDir = await mkdtemp(join(tmpdir(), 'day-totals-')); });
  afterAll(() => rm(workDir, { recursive: true }));

  (folder === undefined ? it.skip : it)('has the volume, premium by right, put/call ratio and busiest contract that a plain script finds', async () => {
    const source = await ReplaySource.open({ path: folder!, shift: 0, workDir, onReject: () => Promise.reject(new Error('a row was refused')) });
    const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
    const trades: Trade[] = [];
    const minutes = new Map<number, FlowMinute>();
    let off = 0;
    const give = (event: Parameters<PartitionTape['apply']>[0], key?: string): void => {
      const { trades: made, flow } = tape.apply(event, { off: off++, recvTs: off, kind: event.kind, ...(key === undefined ? {} : { key }) });
      trades.push(...made);
      for (const row of flow) if (row.type === 'minute' && row.underlying === '*') minutes.set(row.minute, row);
    };
    let last = 0;
    for await (const batch of source.records(0)) {
      for (const { source: codec, kind, value, key, ts } of batch) {
        give(CODECS.get(codec)!.decode(kind, value), key);
        last = ts;
      }
    }
    give({ kind: 'clock', ts: last + 60_000, line: source.line, acked: off });
    expect(totals(trades, minutes)).toEqual(await python('day_totals.py', [folder!]));
  }, SLOW);
});
