import { join } from 'node:path';
import { freePorts, startKafka, startRedis, startStack, type ExtraListener, type LocalKafka, type LocalRedis, type Report, type ServiceProcess, type Stack } from '@tapewire/testkit';
import type { LinkName, ProcessName, Shape } from './plan.ts';
import { TcpProxy } from './tcp-proxy.ts';

export interface RigOptions {
  /** Data and logs of everything. */
  readonly dir: string;
  readonly seed: number;
  /** Trades per second of the demo market. */
  readonly rate: number;
  readonly partitions: number;
  readonly shape: Shape;
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
  private readonly proxies: ReadonlyMap<LinkName, readonly TcpProxy[]>;

  private constructor(stack: Stack, kafka: LocalKafka, redis: LocalRedis, proxies: ReadonlyMap<LinkName, readonly TcpProxy[]>, slowClients: TcpProxy) {
    this.stack = stack;
    this.kafka = kafka;
    this.redis = redis;
    this.proxies = proxies;
    this.slowClients = slowClients;
    this.clientUrls = GATEWAYS.flatMap((name) => this.link(`clients-${name}`)).map(({ port }) => `http://127.0.0.1:${port}`);
  }

  static async start(options: RigOptions): Promise<Rig> {
    const { dir, report, shape } = options;
    const management = 4 + GATEWAYS.length + 2 * (shape.pods - 1);
    const ports = await freePorts(shape.brokers * KAFKA_CLIENTS.length + GATEWAYS.length + management);
    const take = (): number => ports.shift() ?? 0;
    const proxies = new Map<LinkName, TcpProxy[]>();
    const add = async (link: LinkName, port: number): Promise<number> => {
      const proxy = await TcpProxy.start(() => ({ host: '127.0.0.1', port }));
      proxies.set(link, [...(proxies.get(link) ?? []), proxy]);
      return proxy.port;
    };
    const listeners: ExtraListener[] = [];
    for (const name of KAFKA_CLIENTS) {
      for (let broker = 1; broker <= shape.brokers; broker += 1) {
        const port = take();
        listeners.push({ name: listenerOf(name), port, advertisedPort: await add(`${name}-kafka`, port), broker });
      }
    }
    const [kafka, redis] = await Promise.all([
      startKafka({ dir: join(dir, 'kafka'), brokers: shape.brokers, listeners, report }),
      startRedis({ dir: join(dir, 'redis'), report }),
    ]);
    const brokers = (client: (typeof KAFKA_CLIENTS)[number]): { KAFKA_BROKERS: string } => ({
      KAFKA_BROKERS: listeners.filter(({ name }) => name === listenerOf(client)).map(({ advertisedPort }) => `127.0.0.1:${advertisedPort}`).join(','),
    });
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
      pods: shape.pods,
      ports: { web: 0, gateways: gatewayPorts, management: Array.from({ length: management }, take) },
      feed: { FEED: 'demo', FEED_SEED: String(options.seed), FEED_RATE: String(options.rate) },
      env: {
        'feed-ingestor': { ...brokers('feed-ingestor'), ...unsafe },
        'normalizer': { ...brokers('normalizer'), ...unsafe },
        'redis-indexer': { ...brokers('redis-indexer'), ...(await redisUrl('redis-indexer-redis')), ...unsafe },
        'gateway': unsafe,
      },
      gatewayEnv: [await redisUrl('gateway-1-redis'), await redisUrl('gateway-2-redis')],
      restart: options.restart ?? true,
    });
    const slowClients = await TcpProxy.start(() => ({ host: '127.0.0.1', port: gatewayPorts[0] ?? 0 }));
    return new Rig(stack, kafka, redis, proxies, slowClients);
  }

  process(name: ProcessName): ServiceProcess {
    const { ingestor, normalizer, indexer, gateways, peers: [peer] } = this.stack;
    const found = {
      'feed-ingestor': ingestor, normalizer, 'redis-indexer': indexer, 'gateway-1': gateways[0], 'gateway-2': gateways[1],
      'normalizer-2': peer?.normalizer, 'redis-indexer-2': peer?.indexer,
    }[name];
    if (found === undefined) throw new Error(`no process ${name}`);
    return found;
  }

  /** The proxies of a connection: one, or one for each broker. */
  link(link: LinkName): readonly TcpProxy[] {
    const proxies = this.proxies.get(link);
    if (proxies === undefined) throw new Error(`no proxy ${link}`);
    return proxies;
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await Promise.all([this.kafka.stop(), this.redis.stop(), this.slowClients.stop(), ...[...this.proxies.values()].flat().map((proxy) => proxy.stop())]);
  }
}

const listenerOf = (client: string): string => client.replace('-', '').toUpperCase();
