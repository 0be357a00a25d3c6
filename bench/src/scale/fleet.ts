import { join } from 'node:path';
import { DEV_SECRET, freePorts, ServiceProcess } from '@tapewire/testkit';
import { TcpProxy } from '../faults/tcp-proxy.ts';

export interface FleetOptions {
  readonly dir: string;
  readonly redis: string;
  /** Connections that fill one gateway. */
  readonly capacity: number;
}

interface Pod {
  readonly name: string;
  readonly port: number;
  readonly process: ServiceProcess;
}

const DRAIN_MS = 3000;
const GRACE_MS = 15_000;
const READY_MS = 60_000;

/** Gateways as processes behind one address that spreads new connections over those that are ready, as a Service does. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #proxy: TcpProxy;
  readonly #pods: Pod[];
  #made = 0;

  private constructor(options: FleetOptions, proxy: TcpProxy, pods: Pod[]) {
    this.#options = options;
    this.#proxy = proxy;
    this.#pods = pods;
  }

  static async start(options: FleetOptions): Promise<Fleet> {
    const pods: Pod[] = [];
    const proxy = await TcpProxy.start(() => ({ host: '127.0.0.1', port: pods[Math.floor(Math.random() * pods.length)]?.port ?? 1 }));
    const fleet = new Fleet(options, proxy, pods);
    await fleet.add();
    return fleet;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#proxy.port}`;
  }

  get size(): number {
    return this.#pods.length;
  }

  /** Starts a gateway; it gets connections once it is ready. */
  async add(): Promise<void> {
    const [port = 0, managementPort = 0] = await freePorts(2);
    this.#made += 1;
    const name = `gateway ${this.#made}`;
    const process = await ServiceProcess.start({
      service: 'gateway', label: name, managementPort,
      logFile: join(this.#options.dir, 'logs', `${name.replace(' ', '-')}.log`),
      env: {
        REDIS_URL: this.#options.redis, GATEWAY_PORT: String(port), JWT_SECRET: DEV_SECRET, TAPEWIRE_LOG_LEVEL: 'info',
        CAPACITY_SOCKETS: String(this.#options.capacity), GATEWAY_DRAIN_MS: String(DRAIN_MS), TAPEWIRE_DRAIN_TIMEOUT_MS: String(GRACE_MS),
      },
    });
    await process.ready(READY_MS);
    this.#pods.push({ name, port, process });
  }

  /** Takes the newest gateway out of the address, then tells it to stop: it drains. */
  async remove(): Promise<void> {
    await this.#pods.pop()?.process.stop(GRACE_MS);
  }

  /** A rolling upgrade: each gateway replaced by a new one, which is ready before the old one drains. */
  async replaceAll(): Promise<void> {
    for (let left = this.#pods.length; left > 0; left -= 1) {
      await this.add();
      await this.#pods.shift()?.process.stop(GRACE_MS);
    }
  }

  /** Connections and saturation of each gateway, from its /metrics. */
  async load(): Promise<{ readonly connections: number; readonly saturation: number }[]> {
    return Promise.all(this.#pods.map(async ({ process }) => {
      const text = await (await fetch(`${process.management}/metrics`)).text();
      const sum = (name: string, label = ''): number => text.split('\n')
        .filter((line) => line.startsWith(`${name}{`) && line.includes(label)).reduce((total, line) => total + Number(line.slice(line.lastIndexOf('} ') + 2).split(' ')[0]), 0);
      return { connections: sum('tapewire_gateway_connections'), saturation: sum('tapewire_gateway_saturation', 'part="all"') };
    }));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#pods.map(({ process }) => process.stop(GRACE_MS)));
    await this.#proxy.stop();
  }
}
