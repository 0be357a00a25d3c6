import { setTimeout as sleep } from 'node:timers/promises';
import { connected, connectRedis } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { type LocalRedis, testPrefix } from '@tapewire/testkit';
import { processUsage } from '../measure/process-usage.ts';
import type { ClientsSettings } from './clients.ts';
import type { FeederSettings } from './feeder.ts';
import type { Contender } from './servers.ts';
import { openTape } from './tape-feed.ts';
import { Worker } from './worker.ts';
import type { Sharing } from './workload.ts';

export interface RunSettings {
  readonly clients: number;
  readonly sharing: Sharing;
  readonly seed: number;
  /** Trades a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Leaves the writing to Redis out, where a server does not read what was written. */
  readonly announceOnly: boolean;
  readonly profiles?: string;
}

export interface RunResult {
  readonly server: string;
  readonly sharing: Sharing;
  /** Trades a second asked for, and handed to Redis. */
  readonly rate: number;
  readonly fed: number;
  readonly rowsPerSecond: number;
  /** With those that bring no rows, such as `heads`. */
  readonly packetsPerSecond: number;
  /** CPU µs of the server process. */
  readonly perRow: number;
  readonly perTrade: number;
  /** CPU µs of Redis a trade, with whatever the feed writes. */
  readonly redisPerTrade: number;
  readonly clientsPerTrade: number;
  /** Milliseconds from when a trade was due to be announced to its row at a client. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly rssMiB: number;
  readonly lagged: number;
}

/** One server with all clients at one rate, each in a process of its own. */
export async function runOnce(contender: Contender, redis: LocalRedis, settings: RunSettings): Promise<RunResult> {
  const { clients, sharing, seed, rate, seconds, warmUpSeconds, announceOnly, profiles } = settings;
  const prefix = testPrefix();
  const workload = { clients, sharing, seed };
  const feed = announceOnly && contender.feed === 'commit' && contender.name.startsWith('gateway') ? 'announce' : contender.feed;
  await emptyTape(redis.url, prefix);
  const stops: (() => Promise<void>)[] = [];
  const own = <T extends { readonly stop: () => Promise<void> }>(part: T): T => {
    stops.unshift(() => part.stop());
    return part;
  };
  try {
    const server = own(await contender.start({ redis: redis.url, prefix, workload, ...(profiles === undefined ? {} : { profiles }) }));
    const { framing, names } = contender;
    const clientSettings: ClientsSettings = { ...workload, port: server.port, framing, names };
    const crowd = own(await Worker.start(new URL('clients.ts', import.meta.url), clientSettings));
    const feederSettings: FeederSettings = { ...workload, redis: redis.url, prefix, kind: feed, rate };
    const feeder = own(await Worker.start(new URL('feeder.ts', import.meta.url), feederSettings));
    await sleep(warmUpSeconds * 1000);
    const measure = async () => ({
      at: performance.now(), sent: (await feeder.ask('sent'))['sent'] ?? 0,
      server: await processUsage(server.pid), redis: await processUsage(redis.pid ?? process.pid), crowd: await processUsage(crowd.pid),
    });
    await crowd.ask('begin');
    const before = await measure();
    await sleep(seconds * 1000);
    const after = await measure();
    const heard = await crowd.ask('end');
    const figure = (name: string): number => heard[name] ?? Number.NaN;
    const elapsed = (after.at - before.at) / 1000;
    const trades = after.sent - before.sent;
    const micros = (part: 'server' | 'redis' | 'crowd'): number => (after[part].cpuSeconds - before[part].cpuSeconds) * 1e6;
    return {
      server: contender.name, sharing, rate, fed: trades / elapsed,
      rowsPerSecond: figure('rows') / elapsed, packetsPerSecond: figure('packets') / elapsed,
      perRow: micros('server') / figure('rows'), perTrade: micros('server') / trades,
      redisPerTrade: micros('redis') / trades, clientsPerTrade: micros('crowd') / trades,
      p50: figure('p50'), p99: figure('p99'), max: figure('max'), rssMiB: after.server.rssMiB, lagged: figure('lagged'),
    };
  } finally {
    for (const stop of stops) await stop();
  }
}

/** A Redis that holds nothing but a tape without trades. */
export async function emptyTape(url: string, prefix: string): Promise<void> {
  const redis = connectRedis({ url, clientName: 'bench-fanout' }, createLogger('bench', 'warn'));
  await connected(redis);
  await redis.flushall();
  await openTape(redis, prefix);
  redis.disconnect();
}
