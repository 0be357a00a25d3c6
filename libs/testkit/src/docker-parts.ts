import { randomBytes } from 'node:crypto';
import { runCommand, tryCommand } from './command.ts';
import { eventually } from './eventually.ts';
import { KAFKA_VERSION } from './kafka-jars.ts';
import { countBrokers } from './kafka-probe.ts';
import type { LocalKafka } from './kafka.ts';
import { freePorts } from './ports.ts';
import { redisServes } from './redis-probe.ts';
import type { LocalRedis } from './redis.ts';
import type { Report } from './report.ts';

const READY = { timeoutMs: 60_000, everyMs: 200 };

/** The settings of a single Kafka node in a container that is reached at the same port inside and outside. */
export function kafkaContainerArgs(name: string, port: number): string[] {
  const settings = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port},CONTROLLER://localhost:9093`,
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  };
  const env = Object.entries(settings).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  return ['run', '--detach', '--name', name, '--publish', `127.0.0.1:${port}:${port}`, ...env, `apache/kafka:${KAFKA_VERSION}`];
}

/** Redis 8 has Search built in. */
export const redisContainerArgs = (name: string, port: number): string[] => [
  'run', '--detach', '--name', name, '--publish', `127.0.0.1:${port}:6379`, 'redis:8.2',
  'redis-server', '--save', '', '--appendonly', 'yes', '--maxmemory-policy', 'noeviction', '--search-on-timeout', 'fail',
];

/** Kafka in a container, or undefined when no Docker runs. Its data live as long as the container: until `stop`. */
export async function startKafkaInDocker(dir: string, wanted: number | undefined, report: Report): Promise<LocalKafka | undefined> {
  const port = wanted ?? (await freePorts(1))[0] ?? 0;
  const container = await startContainer('Kafka', (name) => kafkaContainerArgs(name, port), () => countBrokers(port), report);
  return container && { brokers: `127.0.0.1:${port}`, dir, nodes: [], ...container };
}

/** Redis in a container, or undefined when no Docker runs. */
export async function startRedisInDocker(dir: string, port: number, report: Report): Promise<LocalRedis | undefined> {
  const container = await startContainer(`Redis (${dir})`, (name) => redisContainerArgs(name, port), () => redisServes(port), report);
  return container && {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: undefined,
    stop: container.stop,
    kill: container.kill,
    signal: () => {
      throw new Error('Redis in Docker takes no signals');
    },
    restart: async ({ empty = false } = {}) => {
      await container.restart();
      if (empty) await container.exec(['redis-cli', 'FLUSHALL']);
    },
  };
}

interface Container {
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly exec: (command: readonly string[]) => Promise<void>;
}

async function startContainer(what: string, args: (name: string) => string[], serves: () => Promise<unknown>, report: Report): Promise<Container | undefined> {
  if ((await tryCommand('docker', ['version', '--format', '{{.Server.Version}}'])) === undefined) return undefined;
  const name = `tapewire-${randomBytes(4).toString('hex')}`;
  const docker = async (...words: string[]): Promise<void> => {
    await runCommand('docker', words, { what: `${what} in Docker`, report });
  };
  report(`starting ${what} in Docker as ${name}`);
  await docker(...args(name));
  await eventually(serves, { ...READY, describe: `${what} in Docker serves` });
  return {
    stop: () => docker('rm', '--force', '--volumes', name),
    kill: () => docker('kill', name),
    restart: async () => {
      await docker('start', name);
      await eventually(serves, { ...READY, describe: `${what} in Docker serves` });
    },
    exec: (command) => docker('exec', name, ...command),
  };
}
