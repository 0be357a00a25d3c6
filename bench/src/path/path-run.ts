import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, ServiceProcess, startStack, type Report, type Stack } from '@tapewire/testkit';
import { Worker, type Figures } from '../fanout/worker.ts';
import { processUsage, type Usage } from '../measure/process-usage.ts';
import type { CrowdSettings } from './crowd.ts';
import { writeFlatFile } from './flat-file.ts';
import type { Stretch } from './timeline.ts';

export interface PathSettings {
  readonly stretches: readonly Stretch[];
  /** `timeline`: each trade at its time; `max`: as fast as the ingestor reads them. */
  readonly pace: 'timeline' | 'max';
  /** Clients with a filter each, besides the one that is measured. */
  readonly clients: number;
  readonly normalizers: number;
  /** Folder for CPU profiles of the services. */
  readonly profiles?: string;
  readonly report: Report;
}

const PARTITIONS = 4;
const SERVICES = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway'] as const;

/** Usage of every process of a run, by its name, and of the machine as a whole. */
export type Usages = Readonly<Record<string, Usage>>;

/** The whole product in real processes on a file made for the run, with its clients. */
export class PathRun {
  readonly #stack: Stack;
  readonly #crowd: Worker;
  readonly #more: readonly ServiceProcess[];
  readonly #dir: string;

  private constructor(stack: Stack, crowd: Worker, more: readonly ServiceProcess[], dir: string) {
    this.#stack = stack;
    this.#crowd = crowd;
    this.#more = more;
    this.#dir = dir;
  }

  static async start(settings: PathSettings): Promise<PathRun> {
    const { stretches, pace, clients, normalizers, profiles, report } = settings;
    const dir = await mkdtemp(join(tmpdir(), 'tapewire-bench-'));
    const file = join(dir, 'day.csv');
    await writeFlatFile(file, stretches, 1);
    const profiled = profiles === undefined ? undefined : Object.fromEntries(SERVICES.map((service) => [service, profiling(profiles, service)]));
    const stack = await startStack({
      dir, partitions: PARTITIONS, feed: { FEED: file, FEED_SPEED: pace === 'max' ? 'max' : '1' }, report, logLevel: 'warn',
      ...(profiled === undefined ? {} : { env: profiled }),
    });
    const more: ServiceProcess[] = [];
    const stop = async (): Promise<void> => {
      await Promise.all(more.map((service) => service.stop()));
      await stack.stop();
      await rm(dir, { recursive: true, force: true });
    };
    try {
      for (const managementPort of await freePorts(normalizers - 1)) {
        const label = `normalizer ${more.length + 2}`;
        more.push(await ServiceProcess.start({
          service: 'normalizer', label, managementPort, logFile: join(dir, 'logs', `${label}.log`), report,
          env: { KAFKA_BROKERS: stack.kafka, REDIS_URL: stack.redis, TAPEWIRE_LOG_LEVEL: 'warn' },
        }));
      }
      await Promise.all(stack.gateways.map((gateway) => gateway.ready()));
      const [url = ''] = stack.gatewayUrls;
      const crowd: CrowdSettings = { url, port: Number(new URL(url).port), clients, stretches };
      return new PathRun(stack, await Worker.start(new URL('crowd.ts', import.meta.url), crowd), more, dir);
    } catch (error) {
      await stop();
      throw error;
    }
  }

  get stack(): Stack {
    return this.#stack;
  }

  /** What the clients have seen so far. */
  figures(): Promise<Figures> {
    return this.#crowd.ask('figures');
  }

  async usage(): Promise<Usages> {
    const { stack } = this;
    const pids = new Map<string, number | undefined>([
      ...[...stack.services, ...this.#more].map(({ label, pid }) => [label, pid] as const),
      ['Kafka', stack.localKafka?.nodes[0]?.pid], ['Redis', stack.localRedis?.pid], ['clients', this.#crowd.pid],
    ]);
    const known = [...pids].flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid] as const]));
    const usages = await Promise.all(known.map(async ([name, pid]) => [name, await processUsage(pid)] as const));
    return { ...Object.fromEntries(usages), machine: { cpuSeconds: busySeconds(), rssMiB: 0 } };
  }

  async stop(): Promise<void> {
    await this.#crowd.stop();
    await Promise.all(this.#more.map((service) => service.stop()));
    await this.#stack.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}

const profiling = (folder: string, service: string): Record<string, string> =>
  ({ NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-name=${service}.cpuprofile` });

/** Busy seconds of all cores since the machine started, whoever used them: a run beside other work shows itself by it. */
const busySeconds = (): number => cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
