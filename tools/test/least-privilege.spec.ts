import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { names as namesOf } from '@tapewire/contracts';
import { connected, connectRedis, type RedisClient } from '@tapewire/redis';
import { createLogger } from '@tapewire/telemetry';
import { DEV_SECRET, devToken, eventually, freePorts, REPO_ROOT, startKafka, startRedis, startStack, testPrefix, type LocalKafka, type LocalRedis, type Stack } from '@tapewire/testkit';
import kafkajs, { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs';
import { kafkaAcls, type KafkaOperation } from '../src/acl/kafka-acls.ts';
import { REDIS_ROLES, redisUsers, userRules, type RedisRole } from '../src/acl/redis-users.ts';
import { pythonTape } from './python.ts';

const SLOW = 300_000;
const SERVICES = ['topics', 'feed-ingestor', 'normalizer', 'redis-indexer', 'sink', 'reset'] as const;
const OPERATIONS: Readonly<Record<KafkaOperation, AclOperationTypes>> = {
  Create: AclOperationTypes.CREATE, Describe: AclOperationTypes.DESCRIBE, DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
  Alter: AclOperationTypes.ALTER, Read: AclOperationTypes.READ, Write: AclOperationTypes.WRITE, Delete: AclOperationTypes.DELETE,
};

const prefix = testPrefix();
const { topics, ...keys } = namesOf(prefix);
const passwordOf = (who: string): string => `of-${prefix}-${who}`;
const logger = createLogger('spec', 'silent');
let dir: string;
let kafka: LocalKafka;
let redis: LocalRedis;
let stack: Stack;
let saslBrokers: string;
let operator: RedisClient;
const closers: (() => Promise<unknown>)[] = [];

const passwordFile = async (who: string): Promise<string> => {
  const file = join(dir, `password-of-${who}`);
  await writeFile(file, `${passwordOf(who)}\n`);
  return file;
};
const kafkaEnv = async (service: string): Promise<Record<string, string>> => ({
  KAFKA_BROKERS: saslBrokers, KAFKA_SASL: 'plain', KAFKA_USERNAME: `${prefix}-${service}`, KAFKA_PASSWORD_FILE: await passwordFile(service),
});
const redisEnv = async (role: string): Promise<Record<string, string>> => ({ REDIS_USERNAME: `${prefix}-${role}`, REDIS_PASSWORD_FILE: await passwordFile(role) });

/** Kafka as one of the users. */
const kafkaAs = (service: string): kafkajs.Kafka => new kafkajs.Kafka({
  brokers: [saslBrokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 },
  sasl: { mechanism: 'plain', username: `${prefix}-${service}`, password: passwordOf(service) },
});
const redisAs = async (role: string): Promise<RedisClient> => {
  const client = connectRedis({ url: redis.url, clientName: role, username: `${prefix}-${role}`, password: passwordOf(role) }, logger);
  await connected(client);
  return client;
};

/** Runs one of the product's commands with these settings alone. */
const command = (entry: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<unknown> =>
  promisify(execFile)(process.execPath, ['--conditions=@tapewire/source', '--disable-warning=ExperimentalWarning', join(REPO_ROOT, entry), ...args], {
    env: { PATH: process.env['PATH'], TAPEWIRE_PREFIX: prefix, ...env },
  });

async function installRedisUsers(): Promise<void> {
  operator = connectRedis({ url: redis.url, clientName: 'operator' }, logger);
  closers.push(() => { operator.disconnect(); return Promise.resolve(); });
  await connected(operator);
  const file = await redisUsers(prefix, { 'redis-indexer': passwordOf('redis-indexer'), gateway: passwordOf('gateway'), admin: passwordOf('admin') });
  for (const line of file.trim().split('\n')) {
    if (!line.startsWith('user default')) await operator.call('ACL', 'SETUSER', ...userRules(line));
  }
}

async function installKafkaAcls(): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [kafka.brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createAcls({
    acl: (await kafkaAcls(prefix)).map(({ user, operation, resource, name, pattern }) => ({
      principal: `User:${user}`, host: '*', operation: OPERATIONS[operation], permissionType: AclPermissionTypes.ALLOW,
      resourceType: resource === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP, resourceName: name,
      resourcePatternType: pattern === 'prefixed' ? ResourcePatternTypes.PREFIXED : ResourcePatternTypes.LITERAL,
    })),
  });
  await admin.disconnect();
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tapewire-acl-'));
  const [port = 0] = await freePorts(1);
  saslBrokers = `127.0.0.1:${port}`;
  const users = Object.fromEntries(SERVICES.map((service) => [`${prefix}-${service}`, passwordOf(service)]));
  kafka = await startKafka({ listeners: [{ name: 'SIGNEDIN', port, advertisedPort: port, users }], report: () => undefined });
  closers.push(() => kafka.stop());
  redis = await startRedis({ report: () => undefined });
  closers.push(() => redis.stop());
  await Promise.all([installRedisUsers(), installKafkaAcls()]);
  await command('services/feed-ingestor/src/topics.ts', [], { TAPEWIRE_PARTITIONS: '2', ...(await kafkaEnv('topics')) });
  const { port: at } = new URL(redis.url);
  stack = await startStack({
    dir, kafka: kafka.brokers, redis: `redis://127.0.0.1:${at}`, prefix, feed: { FEED: 'demo', CREATE_TOPICS: 'false' }, report: () => undefined,
    env: {
      'feed-ingestor': await kafkaEnv('feed-ingestor'),
      'normalizer': await kafkaEnv('normalizer'),
      'redis-indexer': { ...(await kafkaEnv('redis-indexer')), ...(await redisEnv('redis-indexer')) },
      'gateway': await redisEnv('gateway'),
    },
  });
  closers.push(() => stack.stop());
  await stack.ready(120_000).catch(async (error: unknown) => {
    throw new Error(`not ready; Redis refused ${JSON.stringify(await operator.call('ACL', 'LOG', '5'))}`, { cause: error });
  });
}, SLOW);
afterAll(async () => {
  for (const close of closers.reverse()) await close();
  await rm(dir, { recursive: true, force: true });
}, SLOW);

describe('under the shipped ACLs', () => {
  it('the whole product works, and Redis has refused nothing that a service asked for', async () => {
    const tape = await pythonTape({
      url: stack.gatewayUrls[0]!, token: await devToken({ user: 'least', plan: 'realtime' }), filter: 'premium>=0', columns: ['id', 'premium'], pages: true, expect: 200, timeout: 40,
    }).catch((error: unknown) => error);
    expect(await operator.call('ACL', 'LOG')).toEqual([]);
    expect(tape).toMatchObject({ doubled: [], skipped: 0, complete: true });
  }, SLOW);

  it('every service tells its build and the session of the day, and the canary comes all the way', async () => {
    const metricsOf = async (management: string): Promise<string> => (await fetch(`${management}/metrics`)).text();
    for (const { management } of stack.services) expect(await metricsOf(management)).toMatch(/^tapewire_build_info\{version="[\d.]+",config="[0-9a-f]{8}",rules=""\} 1$/m);
    for (const { management } of [stack.ingestor, stack.indexer]) expect(await metricsOf(management)).toMatch(/^tapewire_session\{class="equity",session="rth"\} [01]$/m);
    await eventually(async () => { expect(await metricsOf(stack.gateways[0]!.management)).toMatch(/^tapewire_canary_seconds_count [1-9]/m); }, { timeoutMs: 100_000, everyMs: 500 });
  }, SLOW);

  it('an administrator revokes a user, who is then refused', async () => {
    await command('services/gateway/src/admin/revoke.ts', ['mallory'], { REDIS_URL: redis.url, ...(await redisEnv('admin')) });
    expect(Number(await operator.hget(keys.revokedKey, 'mallory'))).toBeGreaterThan(0);
  }, SLOW);

  it('no user of Redis does anything else', async () => {
    const attempts: readonly (readonly [RedisRole, ...string[]])[] = [
      ['gateway', 'HSET', keys.tradeKey(0, 1), 'premium', '1'],
      ['gateway', 'DEL', keys.tapeKey(0)],
      ['gateway', 'XADD', keys.tapeKey(0), '*', 'row', '[]'],
      ['gateway', 'HSET', keys.revokedKey, 'mallory', '0'],
      ['gateway', 'HSET', keys.metaKey, 'epoch', '9'],
      ['gateway', 'DEL', keys.positionKey(0)],
      ['gateway', 'FUNCTION', 'LOAD', 'REPLACE', '#!lua name=evil\n'],
      ['gateway', 'FT.DROPINDEX', keys.tradesIndex(1)],
      ['gateway', 'CONFIG', 'GET', 'requirepass'],
      ['gateway', 'SCAN', '0'],
      ['gateway', 'EVAL', 'return 1', '0'],
      ['gateway', 'PUBLISH', 'another-channel', 'x'],
      ['redis-indexer', 'CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
      ['redis-indexer', 'FLUSHALL'],
      ['redis-indexer', 'HSET', keys.revokedKey, 'mallory', '0'],
      ['redis-indexer', 'SUBSCRIBE', `${keys.adapterKey}#/v1#`],
      ['redis-indexer', 'SET', 'anything', '1'],
      ['admin', 'HGETALL', keys.metaKey],
      ['admin', 'HSET', keys.metaKey, 'epoch', '9'],
      ...REDIS_ROLES.flatMap((role) => [['ACL', 'LIST'], ['KEYS', '*'], ['SHUTDOWN'], ['MODULE', 'LIST'], ['REPLICAOF', 'NO', 'ONE'], ['CLIENT', 'LIST'], ['MONITOR']].map((command): [RedisRole, ...string[]] => [role, ...command])),
    ];
    const clients = new Map<string, RedisClient>();
    for (const role of REDIS_ROLES) clients.set(role, await redisAs(role));
    for (const [role, command, ...args] of attempts) {
      const outcome = await clients.get(role)!.call(command!, args).then(() => 'allowed', (error: unknown) => String(error));
      expect([role, command, ...args, outcome.includes('NOPERM') ? 'refused' : outcome]).toEqual([role, command, ...args, 'refused']);
    }
    for (const client of clients.values()) client.disconnect();
  }, SLOW);

  it('nobody signs in with a wrong password', async () => {
    const lines: string[] = [];
    const told = createLogger('spec', 'trace', { write: (line) => lines.push(line) });
    const client = connectRedis({ url: redis.url, clientName: 'wrong', username: `${prefix}-gateway`, password: 'not-the-password' }, told);
    const refused = await new Promise((resolve) => client.once('error', resolve));
    expect(String(refused)).toContain('WRONGPASS');
    client.disconnect();
    expect(lines.join('')).toContain('WRONGPASS');
    expect(lines.join('')).not.toContain('not-the-password');
    const producer = new kafkajs.Kafka({ brokers: [saslBrokers], logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 0 }, sasl: { mechanism: 'plain', username: `${prefix}-normalizer`, password: 'wrong' } }).producer();
    await expect(producer.connect()).rejects.toThrow(/authentication failed/i);
  }, SLOW);

  it('no service writes a topic of Kafka that is not its own, or administers it', async () => {
    const write = (service: string, topic: string) => async (): Promise<void> => {
      const producer = kafkaAs(service).producer({ allowAutoTopicCreation: false });
      await producer.connect();
      try {
        await producer.send({ topic, messages: [{ value: 'x', partition: 0 }] });
      } finally {
        await producer.disconnect();
      }
    };
    const administer = (service: string, act: (admin: kafkajs.Admin) => Promise<unknown>) => async (): Promise<void> => {
      const admin = kafkaAs(service).admin();
      await admin.connect();
      try {
        await act(admin);
      } finally {
        await admin.disconnect();
      }
    };
    const attempts: readonly (readonly [string, () => Promise<void>])[] = [
      ['feed-ingestor writes trades', write('feed-ingestor', topics.trades)],
      ['normalizer writes raw', write('normalizer', topics.raw)],
      ['redis-indexer writes trades', write('redis-indexer', topics.trades)],
      ['redis-indexer writes raw', write('redis-indexer', topics.raw)],
      ['sink writes trades', write('sink', topics.trades)],
      ['topics writes raw', write('topics', topics.raw)],
      ['normalizer creates a topic', administer('normalizer', (admin) => admin.createTopics({ topics: [{ topic: `${prefix}.mine` }] }))],
      ['topics creates a topic of another installation', administer('topics', (admin) => admin.createTopics({ topics: [{ topic: 'another.raw' }] }))],
      ['redis-indexer deletes trades', administer('redis-indexer', (admin) => admin.deleteTopics({ topics: [topics.trades] }))],
    ];
    for (const [what, attempt] of attempts) {
      const outcome = await attempt().then(() => 'allowed', (error: unknown) => inspect(error, { depth: 4 }));
      expect([what, /not authorized|authorization failed/i.test(outcome) ? 'refused' : outcome]).toEqual([what, 'refused']);
    }
  }, SLOW);

  it('a password that was changed in its file is in force at the next connection, without a restart', async () => {
    const user = `${prefix}-gateway`;
    await operator.call('ACL', 'SETUSER', user, 'resetpass', '>another-password');
    await writeFile(join(dir, 'password-of-gateway'), 'another-password\n');
    await operator.call('CLIENT', 'KILL', 'USER', user);
    const signedIn = async (): Promise<unknown> => operator.call('CLIENT', 'LIST');
    await eventually(async () => { expect(String(await signedIn()).match(new RegExp(`user=${user} `, 'g'))?.length).toBeGreaterThanOrEqual(3); }, { timeoutMs: 30_000 });
    await eventually(async () => { expect(await stack.gateways[0]!.isReady()).toBe(true); }, { timeoutMs: 30_000 });
  }, SLOW);

  it('no log line of any service holds a secret', async () => {
    const logs = await readdir(join(dir, 'logs'));
    expect(logs.length).toBeGreaterThanOrEqual(4);
    const secrets = [`of-${prefix}-`, 'another-password', DEV_SECRET];
    for (const log of logs) {
      const text = await readFile(join(dir, 'logs', log), 'utf8');
      expect([log, secrets.filter((secret) => text.includes(secret))]).toEqual([log, []]);
    }
  });
});
