import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from './child.ts';
import { startRedisInDocker } from './docker-parts.ts';
import { freePorts } from './ports.ts';
import { redisBinaries } from './redis-binaries.ts';
import { redisServes } from './redis-probe.ts';
import { MissingPrerequisite, reportToStderr, type Report } from './report.ts';

const READY_MS = 60_000;

export interface RedisOptions {
  /** Data folder, kept after `stop`; without it a temporary one that `stop` removes. */
  readonly dir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** `maxmemory` as Redis writes it, e.g. `200mb`; default: none. */
  readonly maxMemory?: string;
  readonly report?: Report;
}

export interface LocalRedis {
  /** For `REDIS_URL`. */
  readonly url: string;
  readonly port: number;
  /** Undefined while it does not run, and in Docker. */
  readonly pid: number | undefined;
  stop(graceMs?: number): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** SIGSTOP and SIGCONT, for tests of a Redis that hangs. Not with Docker. */
  signal(signal: NodeJS.Signals): void;
  /** Starts it again on the same port, with its append-only file or `empty`, and waits until it has loaded. */
  restart(options?: { readonly empty?: boolean }): Promise<void>;
}

/** Starts a real Redis with Search and an append-only file, and resolves once it answers and has its search module. */
export async function startRedis(options: RedisOptions = {}): Promise<LocalRedis> {
  const { report = reportToStderr } = options;
  const binaries = await redisBinaries(report);
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'tapewire-redis-')));
  const port = options.port ?? (await freePorts(1))[0] ?? 0;
  await mkdir(dir, { recursive: true });
  if (binaries === undefined) {
    const redis = await startRedisInDocker(dir, port, report);
    if (redis !== undefined) return redis;
    throw new MissingPrerequisite(
      'Redis comes from Python packages (Linux, Python 3 with pip), or runs in Docker: install one of them, or set REDIS_URL to a Redis with Search that runs already.',
    );
  }
  const data = join(dir, 'data');
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', data, '--save', '', '--appendonly', 'yes',
    '--maxmemory-policy', 'noeviction', ...(options.maxMemory === undefined ? [] : ['--maxmemory', options.maxMemory]),
    '--loadmodule', binaries.searchModule, 'ON_TIMEOUT', 'FAIL'];
  const start = async (): Promise<Child> => {
    await mkdir(data, { recursive: true });
    const child = await Child.start({ name: 'redis', command: binaries.server, args, logFile: join(dir, 'redis.log') });
    await child.ready(() => redisServes(port), READY_MS, 30);
    return child;
  };
  let child = await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    get pid() {
      return child.exit === undefined ? child.pid : undefined;
    },
    stop: async (graceMs) => {
      await child.stop(graceMs);
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
    kill: () => child.kill(),
    signal: (signal) => {
      child.signal(signal);
    },
    restart: async ({ empty = false } = {}) => {
      if (child.exit === undefined) await child.stop();
      if (empty) await rm(data, { recursive: true, force: true });
      child = await start();
    },
  };
}
