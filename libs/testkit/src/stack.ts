import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startKafka, type LocalKafka } from './kafka.ts';
import { freePorts } from './ports.ts';
import { startRedis, type LocalRedis } from './redis.ts';
import { reportToStderr, type Report } from './report.ts';
import { ServiceProcess, type ServiceName } from './service.ts';
import { DEV_SECRET } from './token.ts';

/** Together with a service's own deadline and its process's end less than the 10 s that `stop` promises. */
const PARTS_STOP_MS = 3000;
const DRAIN_MS = 5000;

export interface StackOptions {
  /** Logs, the ingestor's spool, and the data of a Kafka and Redis that the stack starts. */
  readonly dir: string;
  /** Brokers of a Kafka to use instead of starting one. */
  readonly kafka?: string;
  /** URL of a Redis to use instead of starting one. */
  readonly redis?: string;
  /** Prefix of all names in Kafka and Redis (default: the services' own). */
  readonly prefix?: string;
  readonly partitions?: number;
  /** How many gateways (default 1). */
  readonly gateways?: number;
  /** How many normalizers and how many indexers (default 1 each). */
  readonly pods?: number;
  /** Settings of the ingestor: `FEED`, `FEED_SPEED`, `FEED_RATE`, … */
  readonly feed: Readonly<Record<string, string>>;
  /** Whether to start the web server (default no). */
  readonly web?: boolean;
  /** More settings, by service. */
  readonly env?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** More settings of each gateway by itself. */
  readonly gatewayEnv?: readonly Readonly<Record<string, string>>[];
  /** Listening ports; default: free ones. */
  readonly ports?: StackPorts;
  /** Start a service again whenever it dies. */
  readonly restart?: boolean;
  readonly logLevel?: string;
  readonly report?: Report;
}

export interface StackPorts {
  readonly web: number;
  readonly gateways: readonly number[];
  /** In the order feed-ingestor, normalizer, redis-indexer, web, gateways, further normalizers and indexers in turn. */
  readonly management: readonly number[];
}

/** All of Tapewire in real processes. */
export interface Stack {
  readonly kafka: string;
  readonly redis: string;
  /** The Kafka and Redis it started itself. */
  readonly localKafka?: LocalKafka;
  readonly localRedis?: LocalRedis;
  readonly ingestor: ServiceProcess;
  readonly normalizer: ServiceProcess;
  readonly indexer: ServiceProcess;
  /** The normalizers and indexers beside the first ones. */
  readonly peers: readonly { readonly normalizer: ServiceProcess; readonly indexer: ServiceProcess }[];
  readonly gateways: readonly ServiceProcess[];
  readonly web?: ServiceProcess;
  readonly gatewayUrls: readonly string[];
  readonly webUrl: string;
  readonly services: readonly ServiceProcess[];
  /** Resolves once every service says that it is ready. */
  ready(timeoutMs?: number): Promise<void>;
  /** Ends everything it started, within 10 s. */
  stop(): Promise<void>;
}

/** Starts Kafka and Redis unless given, then all services at once; each waits by itself for what it needs. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dir, report = reportToStderr, gateways: gatewayCount = 1, pods = 1, restart = false } = options;
  const started: ServiceProcess[] = [];
  const parts: (LocalKafka | LocalRedis)[] = [];
  const stop = async (): Promise<void> => {
    // Services first, so that they can commit what they have in hand.
    await Promise.all(started.map((service) => service.stop()));
    await Promise.all(parts.map((part) => part.stop(PARTS_STOP_MS)));
  };
  const own = async <T extends LocalKafka | LocalRedis>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    parts.push(part);
    return part;
  };
  try {
    await mkdir(join(dir, 'logs'), { recursive: true });
    const ports = options.ports ?? (await freeStackPorts(gatewayCount, pods));
    const [kafka, redis] = await settled(
      options.kafka === undefined ? own(startKafka({ dir: join(dir, 'kafka'), report })) : Promise.resolve(undefined),
      options.redis === undefined ? own(startRedis({ dir: join(dir, 'redis'), report })) : Promise.resolve(undefined),
    );
    const brokers = options.kafka ?? kafka?.brokers ?? '';
    const redisUrl = options.redis ?? redis?.url ?? '';
    const common = {
      TAPEWIRE_LOG_LEVEL: options.logLevel ?? 'info',
      TAPEWIRE_DRAIN_TIMEOUT_MS: String(DRAIN_MS),
    };
    const tape = {
      KAFKA_BROKERS: brokers,
      REDIS_URL: redisUrl,
      ...(options.prefix === undefined ? {} : { TAPEWIRE_PREFIX: options.prefix }),
    };
    const gatewayUrls = ports.gateways.map((port) => `http://localhost:${port}`);
    const webUrl = `http://localhost:${ports.web}`;
    const management = [...ports.management];
    const start = async (service: ServiceName, label: string, env: Readonly<Record<string, string>>): Promise<ServiceProcess> => {
      const managementPort = management.shift();
      if (managementPort === undefined) throw new Error(`no management port for ${label}`);
      const process = await ServiceProcess.start({
        service, label, managementPort, restart, report,
        env: { ...common, ...env, ...options.env?.[service] },
        logFile: join(dir, 'logs', `${label.replace(' ', '-')}.log`),
      });
      started.push(process);
      return process;
    };
    const ingestor = await start('feed-ingestor', 'feed-ingestor', {
      ...tape,
      SPOOL_DIR: join(dir, 'spool'),
      ...(options.partitions === undefined ? {} : { TAPEWIRE_PARTITIONS: String(options.partitions) }),
      ...options.feed,
    });
    const normalizer = await start('normalizer', 'normalizer', tape);
    const indexer = await start('redis-indexer', 'redis-indexer', tape);
    const web = options.web === true
      ? await start('web', 'web', { WEB_PORT: String(ports.web), GATEWAY_URLS: gatewayUrls.join(','), JWT_SECRET: DEV_SECRET })
      : (management.shift(), undefined);
    const gateways: ServiceProcess[] = [];
    for (const [i, port] of ports.gateways.entries()) {
      const origins = [webUrl, `http://127.0.0.1:${ports.web}`].join(',');
      gateways.push(await start('gateway', `gateway ${i + 1}`, { ...tape, GATEWAY_PORT: String(port), JWT_SECRET: DEV_SECRET, ALLOWED_ORIGINS: origins, ...options.gatewayEnv?.[i] }));
    }
    const peers: Stack['peers'][number][] = [];
    for (let i = 2; i <= pods; i += 1) {
      peers.push({ normalizer: await start('normalizer', `normalizer ${i}`, tape), indexer: await start('redis-indexer', `redis-indexer ${i}`, tape) });
    }
    const services = [ingestor, normalizer, indexer, ...gateways, ...(web === undefined ? [] : [web]), ...peers.flatMap((peer) => [peer.normalizer, peer.indexer])];
    return {
      kafka: brokers, redis: redisUrl, ingestor, normalizer, indexer, peers, gateways, gatewayUrls, webUrl, services, stop,
      ...(kafka === undefined ? {} : { localKafka: kafka }),
      ...(redis === undefined ? {} : { localRedis: redis }),
      ...(web === undefined ? {} : { web }),
      ready: async (timeoutMs) => {
        await Promise.all(services.map((service) => service.ready(timeoutMs)));
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Both results; when one fails, only after the other has come to its end, so that nothing it started is forgotten. */
async function settled<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return [await a, await b];
}

async function freeStackPorts(gateways: number, pods: number): Promise<StackPorts> {
  const ports = await freePorts(1 + gateways + 4 + gateways + 2 * (pods - 1));
  return { web: ports[0] ?? 0, gateways: ports.slice(1, 1 + gateways), management: ports.slice(1 + gateways) };
}
