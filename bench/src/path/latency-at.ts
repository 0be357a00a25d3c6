import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@tapewire/client';
import { devToken, startStack, type Report } from '@tapewire/testkit';
import { Latencies, type LatencySummary } from '../measure/latency.ts';

export interface LatencyAt {
  /** Trades a second asked for. */
  readonly rate: number;
  /** Trades a second that arrived while measuring. */
  readonly arrived: number;
  /** Milliseconds from `recvTs` to the client. */
  readonly latency: LatencySummary;
}

const WARM_UP_MS = 10_000;

/**
 * The demo market at a rate through real processes to one client of the empty filter. The market sets the pace, whether or not
 * the path keeps up, and every row counts, so a stall shows in all rows that it delayed.
 */
export async function measureLatency(rate: number, seconds: number, report: Report): Promise<LatencyAt> {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-bench-'));
  const stack = await startStack({ dir, partitions: 4, feed: { FEED: 'demo', FEED_RATE: String(rate) }, report, logLevel: 'warn' });
  try {
    await stack.ready();
    const client = connect({ urls: stack.gatewayUrls, token: await devToken({ user: 'bench', plan: 'realtime' }) });
    const latencies = new Latencies();
    let measuring = false;
    let arrived = 0;
    client.subscribe('', {
      columns: ['id', 'recvTs'], snapshot: 0, overflow: 'lag',
      onEvent: (event) => {
        if (event.type !== 'rows' || !measuring) return;
        const now = performance.timeOrigin + performance.now();
        arrived += event.rows.length;
        for (const [, recvTs] of event.rows) latencies.record(now - Number(recvTs));
      },
    });
    report(`warming up at ${rate} trades/s`);
    await sleep(WARM_UP_MS);
    measuring = true;
    await sleep(seconds * 1000);
    measuring = false;
    client.close();
    return { rate, arrived: Math.round(arrived / seconds), latency: latencies.summary() };
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}
