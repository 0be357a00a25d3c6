import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEV_SECRET, freePorts, ServiceProcess } from '@tapewire/testkit';
import type { PeerSettings } from '../../peers/peer.ts';
import { centrifugeServer } from './centrifuge-server.ts';
import type { FilterNames } from './clients.ts';
import type { FeedKind } from './tape-feed.ts';
import type { Framing } from './tape-client.ts';
import { Worker } from './worker.ts';
import type { WorkloadSettings } from './workload.ts';

/** A server under measurement, in a process of its own. */
export interface RunningServer {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export interface ServerPlace {
  readonly redis: string;
  readonly prefix: string;
  readonly workload: WorkloadSettings;
  /** Folder for CPU profiles of the gateway. */
  readonly profiles?: string;
}

/** One of those that are compared. */
export interface Contender {
  readonly name: string;
  readonly framing: Framing;
  readonly names: FilterNames;
  readonly feed: FeedKind;
  readonly start: (place: ServerPlace) => Promise<RunningServer>;
}

/** Time between two packets of a room that all are given, in milliseconds. */
export const WINDOW_MS = 10;
export const BARE = 'bare socket.io';

/** The gateway, with the windows of its settings. */
const gateway = (env: Readonly<Record<string, string>>): Contender['start'] => async ({ redis, prefix, profiles }) => {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-fanout-'));
  const [port = 0, managementPort = 0] = await freePorts(2);
  const service = await ServiceProcess.start({
    service: 'gateway', managementPort, logFile: join(dir, 'gateway.log'),
    env: {
      ...env, REDIS_URL: redis, TAPEWIRE_PREFIX: prefix, GATEWAY_PORT: String(port), JWT_SECRET: DEV_SECRET, TAPEWIRE_LOG_LEVEL: 'warn',
      // A pod that is driven to its limit would send clients elsewhere.
      CAPACITY_LOOP_DELAY_MS: '1000000', CAPACITY_SOCKETS: '100000', GATEWAY_DRAIN_MS: '0',
      ...(profiles === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${profiles}` }),
    },
  });
  await service.ready();
  return {
    port, pid: service.pid ?? 0,
    stop: async () => {
      await service.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

const peer = (module: string): Contender['start'] => async ({ redis, prefix, workload }) => {
  const settings: PeerSettings = { redis, prefix, windowMs: WINDOW_MS, ...workload };
  const worker = await Worker.start(new URL(`../../peers/${module}`, import.meta.url), settings);
  return { port: worker.started['port'] ?? 0, pid: worker.pid, stop: () => worker.stop() };
};

export const CONTENDERS: readonly Contender[] = [
  { name: BARE, framing: 'socket.io', names: 'number', feed: 'matches', start: peer('bare-socket-io.ts') },
  {
    name: `gateway, ${WINDOW_MS} ms`, framing: 'socket.io', names: 'text', feed: 'commit',
    start: gateway({ BATCH_MIN_MS: String(WINDOW_MS), BATCH_MAX_MS: String(WINDOW_MS) }),
  },
  { name: 'gateway, as shipped', framing: 'socket.io', names: 'text', feed: 'commit', start: gateway({}) },
  {
    name: 'gateway, low latency', framing: 'socket.io', names: 'text', feed: 'commit',
    start: gateway({ BATCH_MIN_MS: '1', BATCH_MAX_MS: '2' }),
  },
  { name: 'plain ws, naive filters', framing: 'ws', names: 'text', feed: 'rows', start: peer('plain-ws.ts') },
  { name: 'centrifuge (Go), tag filters', framing: 'centrifuge', names: 'tags', feed: 'tags', start: centrifugeServer(0) },
  { name: `centrifuge (Go), ${WINDOW_MS} ms`, framing: 'centrifuge', names: 'tags', feed: 'tags', start: centrifugeServer(WINDOW_MS) },
  { name: 'query design, 10 Hz', framing: 'socket.io', names: 'text', feed: 'commit', start: peer('query-design.ts') },
];
