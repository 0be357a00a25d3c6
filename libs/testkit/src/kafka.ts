import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafkaInDocker } from './docker-parts.ts';
import { findJava } from './java.ts';
import { KafkaBroker, type BrokerPlace, type ExtraListener } from './kafka-broker.ts';
import { kafkaClassPath } from './kafka-jars.ts';
import { freePorts } from './ports.ts';
import { MissingPrerequisite, reportToStderr, type Report } from './report.ts';

export interface KafkaOptions {
  /** Data folder, kept after `stop`; without it a temporary one that `stop` removes. */
  readonly dir?: string;
  /** Port of the first broker; default: a free one. */
  readonly port?: number;
  /** How many brokers (default 1). With 3, topics can have three replicas and leaders can move. */
  readonly brokers?: number;
  /** Further addresses of brokers, for proxies in front of them. */
  readonly listeners?: readonly ExtraListener[];
  readonly report?: Report;
}

export interface LocalKafka {
  /** `host:port,…` for `KAFKA_BROKERS`. */
  readonly brokers: string;
  readonly dir: string;
  /** Each broker by itself, for faults. Empty when Kafka runs in Docker. */
  readonly nodes: readonly KafkaBroker[];
  /** Ends all brokers in order, by force after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
  /** `kill -9` of all brokers. */
  kill(): Promise<void>;
  /** Starts all brokers that do not run, with the data they had, and waits until they serve. */
  restart(): Promise<void>;
}

/** Starts a real Kafka in KRaft mode and resolves once it answers. */
export async function startKafka(options: KafkaOptions = {}): Promise<LocalKafka> {
  const { report = reportToStderr, brokers: count = 1 } = options;
  const java = await findJava(report);
  const classPath = java === undefined ? undefined : await kafkaClassPath(report);
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'tapewire-kafka-')));
  await mkdir(dir, { recursive: true });
  if (java === undefined || classPath === undefined) {
    const kafka = await startKafkaInDocker(dir, options.port, report);
    if (kafka !== undefined) return kafka;
    throw new MissingPrerequisite(
      java === undefined
        ? 'Kafka needs Java 17 or newer, or Docker: install one of them, or set KAFKA_BROKERS to a Kafka that runs already.'
        : 'Kafka is downloaded with Maven, or runs in Docker: install one of them, or set KAFKA_BROKERS to a Kafka that runs already.',
    );
  }
  const ports = await freePorts(2 * count);
  const places = Array.from({ length: count }, (_, i): BrokerPlace => ({
    id: i + 1,
    port: (i === 0 ? options.port : undefined) ?? portAt(ports, 2 * i),
    controllerPort: portAt(ports, 2 * i + 1),
  }));
  const plan = { java, classPath, dir, clusterId: await clusterIdOf(dir), brokers: places, listeners: options.listeners ?? [] };
  const nodes = places.map((place) => new KafkaBroker(plan, place));
  const start = async (): Promise<void> => {
    const down = nodes.filter((node) => node.pid === undefined);
    await Promise.all(down.map((node) => node.start()));
    await Promise.all(nodes.map((node) => node.ready(count)));
  };
  await start();
  return {
    brokers: places.map((place) => `127.0.0.1:${place.port}`).join(','),
    dir,
    nodes,
    stop: async (graceMs) => {
      await Promise.all(nodes.map((node) => node.stop(graceMs)));
      if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
    },
    kill: async () => {
      await Promise.all(nodes.map((node) => node.kill()));
    },
    restart: start,
  };
}

/** The data folder's cluster id, made when the folder is new: brokers of one cluster must agree on it. */
async function clusterIdOf(dir: string): Promise<string> {
  const file = join(dir, 'cluster-id');
  const known = await readFile(file, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  // Kafka's own form: 16 bytes in base64url, not starting with a dash.
  const id = Buffer.concat([Buffer.from([0x30]), randomBytes(15)]).toString('base64url');
  await writeFile(file, id);
  return id;
}

function portAt(ports: readonly number[], index: number): number {
  const port = ports[index];
  if (port === undefined) throw new Error(`no port ${index} among ${ports.length}`);
  return port;
}
