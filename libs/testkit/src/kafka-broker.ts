import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child } from './child.ts';
import { runCommand } from './command.ts';
import { countBrokers } from './kafka-probe.ts';
import { quiet } from './report.ts';

const HOST = '127.0.0.1';
const READY_MS = 60_000;

export interface BrokerPlace {
  /** 1, 2, … */
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** A further address of a broker, e.g. behind a proxy: it listens on `port` and tells its clients `advertisedPort`. */
export interface ExtraListener {
  /** Capital letters, e.g. `NORMALIZER`. */
  readonly name: string;
  readonly port: number;
  readonly advertisedPort: number;
  /** Which broker it belongs to; default the first. A client that comes by a name needs one of that name on every broker. */
  readonly broker?: number;
  /**
   * Its clients sign in with SASL/PLAIN as one of these, name → password, and may do only what ACLs say. Whoever comes by
   * another address may do everything.
   */
  readonly users?: Readonly<Record<string, string>>;
}

export interface ClusterPlan {
  readonly java: string;
  readonly classPath: string;
  readonly dir: string;
  readonly clusterId: string;
  readonly brokers: readonly BrokerPlace[];
  readonly listeners: readonly ExtraListener[];
}

/** One broker of a local cluster: a Java process in KRaft mode that is broker and controller at once. */
export class KafkaBroker {
  readonly place: BrokerPlace;
  readonly #plan: ClusterPlan;
  #child: Child | undefined;

  constructor(plan: ClusterPlan, place: BrokerPlace) {
    this.#plan = plan;
    this.place = place;
  }

  get pid(): number | undefined {
    return this.#child?.exit === undefined ? this.#child?.pid : undefined;
  }

  /** Starts the process; `ready` tells when it serves. */
  async start(): Promise<void> {
    const { java, classPath, clusterId } = this.#plan;
    const data = join(this.#dir, 'data');
    await mkdir(data, { recursive: true });
    const properties = join(this.#dir, 'server.properties');
    await writeFile(properties, brokerProperties(this.#plan, this.place, data));
    if (!existsSync(join(data, 'meta.properties'))) {
      const format = ['-cp', classPath, 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', properties];
      await runCommand(java, format, { what: 'formatting the Kafka data folder', report: quiet });
    }
    this.#child = await Child.start({
      name: `kafka ${this.place.id}`,
      command: java,
      args: ['-Xmx512m', '-Xss512k', '-XX:+UseSerialGC', '-cp', classPath, 'kafka.Kafka', properties],
      logFile: join(this.#dir, 'kafka.log'),
    });
  }

  /** Resolves once it answers and knows `brokers` brokers of the cluster. */
  async ready(brokers: number): Promise<void> {
    await this.#running().ready(async () => {
      const known = await countBrokers(this.place.port);
      if (known < brokers) throw new Error(`it knows ${known} of ${brokers} brokers`);
    }, READY_MS);
  }

  async stop(graceMs?: number): Promise<void> {
    await this.#child?.stop(graceMs);
  }

  async kill(): Promise<void> {
    await this.#child?.kill();
  }

  /** SIGSTOP and SIGCONT, for tests of a broker that hangs. */
  signal(signal: NodeJS.Signals): void {
    this.#running().signal(signal);
  }

  get #dir(): string {
    return join(this.#plan.dir, `broker-${this.place.id}`);
  }

  #running(): Child {
    if (this.#child === undefined) throw new Error(`Kafka broker ${this.place.id} has not been started`);
    return this.#child;
  }
}

/** A small broker's settings: nothing is created unasked, groups form at once, and a restart does not wait long. */
export function brokerProperties(plan: ClusterPlan, place: BrokerPlace, data: string): string {
  const replicas = Math.min(3, plan.brokers.length);
  const extra = plan.listeners.filter(({ broker = 1 }) => broker === place.id);
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': place.id,
    'controller.quorum.voters': plan.brokers.map((b) => `${b.id}@${HOST}:${b.controllerPort}`).join(','),
    'listeners': [`PLAINTEXT://${HOST}:${place.port}`, ...extra.map((l) => `${l.name}://${HOST}:${l.port}`), `CONTROLLER://${HOST}:${place.controllerPort}`].join(','),
    'advertised.listeners': [`PLAINTEXT://${HOST}:${place.port}`, ...extra.map((l) => `${l.name}://${HOST}:${l.advertisedPort}`)].join(','),
    'listener.security.protocol.map': [
      'PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT', ...extra.map((l) => `${l.name}:${l.users === undefined ? 'PLAINTEXT' : 'SASL_PLAINTEXT'}`),
    ].join(','),
    ...signIn(extra),
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': data,
    'num.partitions': 1,
    'default.replication.factor': replicas,
    'min.insync.replicas': replicas > 2 ? 2 : 1,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'auto.create.topics.enable': false,
    'broker.heartbeat.interval.ms': 500,
    'broker.session.timeout.ms': 4000,
    'controlled.shutdown.enable': plan.brokers.length > 1,
    // A broker that was away gets its partitions back soon, so that leaders move again.
    'leader.imbalance.check.interval.seconds': 5,
    'log.cleaner.dedupe.buffer.size': 16 * 1024 * 1024,
  };
  return `${Object.entries(settings).map(([name, value]) => `${name}=${value}`).join('\n')}\n`;
}

/** Settings of the listeners that have users. */
function signIn(listeners: readonly ExtraListener[]): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const { name, users } of listeners) {
    if (users === undefined) continue;
    const known = Object.entries(users).map(([user, password]) => `user_${user}="${password}"`).join(' ');
    const at = `listener.name.${name.toLowerCase()}`;
    settings[`${at}.sasl.enabled.mechanisms`] = 'PLAIN';
    settings[`${at}.plain.sasl.jaas.config`] = `org.apache.kafka.common.security.plain.PlainLoginModule required ${known};`;
    settings['authorizer.class.name'] = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';
    settings['super.users'] = 'User:ANONYMOUS';
  }
  return settings;
}
