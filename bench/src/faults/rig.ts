import { join } from 'node:path';
import { freePorts, startKafka, startRedis, startStack, type LocalKafka, type LocalRedis, type Report, type ServiceProcess, type Stack } from '@tapewire/testkit';
import type { LinkName, ProcessName } from './plan.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface RigOptions {
  /** Data and logs of everything. */
  readonly dir: string;
  readonly seed: number;
  /** Trades per second of the demo market. */
  readonly rate: number;
  readonly partitions: number;
  /** Safeguards to switch off, to show that the suite can fail. */
  readonly unsafe: readonly string[];
  /** Whether a process that dies is started again, as a supervisor would; default yes. */
  readonly restart?: boolean;
  readonly report: Report;
}

const KAFKA_CLIENTS = ['feed-ingestor', 'normalizer', 'redis-indexer'] as const;
const GATEWAYS = ['gateway-1', 'gateway-2'] as const;

/** The whole product in real processes, with a proxy in every connection between its parts. */
export class Rig {
  readonly stack: Stack;
  readonly kafka: LocalKafka;
  readonly redis: LocalRedis;
  /** Where clients connect: the proxies in front of the gateways. */
  readonly clientUrls: readonly string[];
  /** In front of the first gateway, for clients that stop reading now and then. */
  readonly slowClients: TcpProxy;
  private readonly proxies: ReadonlyMap<LinkName, TcpProxy>;

  private constructor(stack: Stack, kafka: LocalKafka, redis: LocalRedis, proxies: ReadonlyMap<LinkName, TcpProxy>, slowClients: TcpProxy) {
    this.stack = stack;
    this.kafka = kafka;
    this.redis = redis;
    this.proxies = proxies;
    this.slowClients = slowClients;
    this.clientUrls = GATEWAYS.map((name) => `http://127.0.0.1:${this.proxy(`clients-${name}`).port}`);
  }

  static async start(options: RigOptions): Promise<Rig> {
    const { dir, report } = options;
    const ports = await freePorts(KAFKA_CLIENTS.length + GATEWAYS.length + 7);
    const take = (): number => ports.shift() ?? 0;
    const proxies = new Map<LinkName, TcpProxy>();
    const add = async (link: LinkName, port: number): Promise<number> => {
      const proxy = await TcpProxy.start(() => ({ host: '127.0.0.1', port }));
      proxies.set(link, proxy);
      return proxy.port;
    };
    const listeners = await Promise.all(KAFKA_CLIENTS.map(async (name) => {
      const port = take();
      return { name: name.replace('-', '').toUpperCase(), port, advertisedPort: await add(`${name}-kafka`, port) };
    }));
    const [kafka, redis] = await Promise.all([
      startKafka({ dir: join(dir, 'kafka'), listeners, report }),
      startRedis({ dir: join(dir, 'redis'), report }),
    ]);
    const brokers = (i: number): { KAFKA_BROKERS: string } => ({ KAFKA_BROKERS: `127.0.0.1:${listeners[i]?.advertisedPort ?? 0}` });
    const redisUrl = async (link: LinkName): Promise<{ REDIS_URL: string }> => ({ REDIS_URL: `redis://127.0.0.1:${await add(link, redis.port)}` });
    const gatewayPorts = GATEWAYS.map(take);
    for (const [i, name] of GATEWAYS.entries()) await add(`clients-${name}`, gatewayPorts[i] ?? 0);
    const unsafe: Record<string, string> = options.unsafe.length === 0 ? {} : { TAPEWIRE_ALLOW_UNSAFE: '1', TAPEWIRE_UNSAFE_DISABLE: options.unsafe.join(',') };
    const stack = await startStack({
      dir, report,
      kafka: kafka.brokers,
      redis: redis.url,
      partitions: options.partitions,
      gateways: GATEWAYS.length,
      ports: { web: 0, gateways: gatewayPorts, management: Array.from({ length: 4 + GATEWAYS.length }, take) },
      feed: { FEED: 'demo', FEED_SEED: String(options.seed), FEED_RATE: String(options.rate) },
      env: {
        'feed-ingestor': { ...brokers(0), ...unsafe },
        'normalizer': { ...brokers(1), ...unsafe },
        'redis-indexer': { ...brokers(2), ...(await redisUrl('redis-indexer-redis')), ...unsafe },
        'gateway': unsafe,
      },
      gatewayEnv: [await redisUrl('gateway-1-redis'), await redisUrl('gateway-2-redis')],
      restart: options.restart ?? true,
    });
    const slowClients = await TcpProxy.start(() => ({ host: '127.0.0.1', port: gatewayPorts[0] ?? 0 }));
    return new Rig(stack, kafka, redis, proxies, slowClients);
  }

  process(name: ProcessName): ServiceProcess {
    const { ingestor, normalizer, indexer, gateways } = this.stack;
    const found = { 'feed-ingestor': ingestor, normalizer, 'redis-indexer': indexer, 'gateway-1': gateways[0], 'gateway-2': gateways[1] }[name];
    if (found === undefined) throw new Error(`no process ${name}`);
    return found;
  }

  proxy(link: LinkName): TcpProxy {
    const proxy = this.proxies.get(link);
    if (proxy === undefined) throw new Error(`no proxy ${link}`);
    return proxy;
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await Promise.all([this.kafka.stop(), this.redis.stop(), this.slowClients.stop(), ...[...this.proxies.values()].map((proxy) => proxy.stop())]);
  }
}
