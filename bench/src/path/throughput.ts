import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@tapewire/client';
import { devToken, eventually, startStack, type Report } from '@tapewire/testkit';
import { processUsage } from '../measure/process-usage.ts';
import { writeFlatFile } from './flat-file.ts';

export interface Throughput {
  readonly trades: number;
  /** From the receipt of the first trade by the ingestor to the arrival of the last one at the client. */
  readonly seconds: number;
  readonly tradesPerSecond: number;
  /** CPU microseconds a trade, by process. */
  readonly cpuMicros: Readonly<Record<string, number>>;
  readonly rssMiB: Readonly<Record<string, number>>;
}

const ALL_WITHIN_MS = 240_000;

/** Replays a generated flat file at full speed through real processes to one client of the empty filter. */
export async function measureThroughput(trades: number, report: Report): Promise<Throughput> {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-bench-'));
  const file = join(dir, 'day.csv');
  report(`writing a flat file of ${trades} trades`);
  await writeFlatFile(file, trades, 1);
  const stack = await startStack({ dir, partitions: 4, feed: { FEED: file, FEED_SPEED: 'max' }, report, logLevel: 'warn' });
  try {
    await Promise.all(stack.gateways.map((gateway) => gateway.ready()));
    const token = await devToken({ user: 'bench', plan: 'realtime' });
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    const seen = new Set<string>();
    const client = connect({ urls: stack.gatewayUrls, token });
    const take = (rows: readonly (readonly unknown[])[]): void => {
      for (const [id, recvTs] of rows) {
        seen.add(String(id));
        first = Math.min(first, Number(recvTs));
      }
      last = Date.now();
    };
    const subscription = client.subscribe('', {
      columns: ['id', 'recvTs'], snapshot: 1000, overflow: 'lag',
      onEvent: (event) => { if ('rows' in event) take(event.rows); },
    });
    await eventually(() => { if (subscription.state !== 'live') throw new Error(`the client is ${subscription.state}`); }, { timeoutMs: 30_000 });
    for (let rows = await subscription.older(1000); rows.length > 0; rows = await subscription.older(1000)) {
      for (const [id, recvTs] of rows) {
        seen.add(String(id));
        first = Math.min(first, Number(recvTs));
      }
    }
    await eventually(() => { if (seen.size < trades) throw new Error(`${seen.size} of ${trades} trades have arrived`); }, { timeoutMs: ALL_WITHIN_MS, everyMs: 20 });
    const seconds = (last - first) / 1000;
    const usage = await Promise.all(stack.services.map(async (service) => [service.label, await processUsage(service.pid ?? 0)] as const));
    client.close();
    return {
      trades, seconds, tradesPerSecond: Math.round(trades / seconds),
      cpuMicros: Object.fromEntries(usage.map(([label, { cpuSeconds }]) => [label, Math.round((cpuSeconds / trades) * 1e6)])),
      rssMiB: Object.fromEntries(usage.map(([label, { rssMiB }]) => [label, Math.round(rssMiB)])),
    };
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
