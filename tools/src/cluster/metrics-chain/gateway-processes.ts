import { join } from 'node:path';
import { DEV_SECRET, freePorts, ServiceProcess } from '@tapewire/testkit';
import { z } from 'zod';
import type { Cluster } from '../cluster.ts';

export interface GatewayProcessesOptions {
  readonly dir: string;
  readonly redis: string;
  /** Connections that fill one gateway. */
  readonly capacity: number;
}

interface Standing {
  readonly ip: string;
  readonly port: number;
  readonly process: ServiceProcess;
  ready: boolean;
}

const LOOK_EVERY_MS = 1000;
const DRAIN_MS = 2000;
const GRACE_MS = 10_000;
const READY_MS = 60_000;
const podIp = z.looseObject({ podIP: z.string().default('') });

/** A real gateway process for each gateway pod of a cluster whose nodes run nothing; comes and goes with its pod. */
export class GatewayProcesses {
  readonly #cluster: Cluster;
  readonly #options: GatewayProcessesOptions;
  readonly #standing = new Map<string, Standing>();
  readonly #ending = new Set<Promise<unknown>>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(cluster: Cluster, options: GatewayProcessesOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#follow();
  }

  /** Where clients may connect. */
  get ports(): number[] {
    return [...this.#standing.values()].filter(({ ready }) => ready).map(({ port }) => port);
  }

  /** Where the process that stands for the pod with this address has its `/metrics`. */
  managementOf(ip: string): string | undefined {
    return [...this.#standing.values()].find((standing) => standing.ip === ip)?.process.management;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const name of this.#standing.keys()) this.#end(name);
    await Promise.all(this.#ending);
  }

  #follow(): void {
    this.#compare().catch((error: unknown) => { console.log(`gateway processes: ${String(error)}`); }).finally(() => {
      if (!this.#stopped) this.#timer = setTimeout(() => { this.#follow(); }, LOOK_EVERY_MS);
    });
  }

  async #compare(): Promise<void> {
    const pods = new Map((await this.#cluster.pods('gateway'))
      .filter(({ metadata, status }) => !('deletionTimestamp' in metadata) && status['phase'] === 'Running')
      .map(({ metadata, status }) => [metadata.name, podIp.parse(status).podIP]));
    for (const name of this.#standing.keys()) if (!pods.has(name)) this.#end(name);
    for (const [name, ip] of pods) if (ip !== '' && !this.#standing.has(name) && !this.#stopped) await this.#begin(name, ip);
  }

  async #begin(name: string, ip: string): Promise<void> {
    const { dir, redis, capacity } = this.#options;
    const [port = 0, managementPort = 0] = await freePorts(2);
    const process = await ServiceProcess.start({
      service: 'gateway', label: name, managementPort, logFile: join(dir, 'logs', `${name}.log`),
      env: {
        REDIS_URL: redis, GATEWAY_PORT: String(port), JWT_SECRET: DEV_SECRET, CAPACITY_SOCKETS: String(capacity),
        GATEWAY_DRAIN_MS: String(DRAIN_MS), TAPEWIRE_DRAIN_TIMEOUT_MS: String(GRACE_MS),
      },
    });
    const standing: Standing = { ip, port, process, ready: false };
    this.#standing.set(name, standing);
    process.ready(READY_MS).then(() => { standing.ready = true; }, (error: unknown) => { console.log(`${name}: ${String(error)}`); });
  }

  #end(name: string): void {
    const standing = this.#standing.get(name);
    this.#standing.delete(name);
    const ended = standing?.process.stop(GRACE_MS);
    if (ended === undefined) return;
    this.#ending.add(ended);
    void ended.finally(() => { this.#ending.delete(ended); });
  }
}
