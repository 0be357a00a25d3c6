import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { names as namesOf } from '@tapewire/contracts';
import { KafkaAdmin, TopicGuard } from '@tapewire/kafka';
import { createLogger } from '@tapewire/telemetry';
import { localKafka, REPO_ROOT, testPrefix } from '@tapewire/testkit';
import { execFile } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(120_000);

const names = namesOf(testPrefix());
const prefix = names.topics.raw.replace('.raw', '');
const logger = createLogger('spec', 'silent');
let brokers: string;
let admin: KafkaAdmin;

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const topics = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> =>
  new Promise((resolve) => {
    const entry = join(REPO_ROOT, 'services/feed-ingestor/src/topics.ts');
    execFile(process.execPath, ['--conditions=@tapewire/source', '--disable-warning=ExperimentalWarning', entry, ...args], {
      env: { PATH: process.env['PATH'], KAFKA_BROKERS: brokers, TAPEWIRE_PREFIX: prefix, TAPEWIRE_PARTITIONS: '3', ...env },
    }, (error, stdout, stderr) => { resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }); });
  });

beforeAll(async () => {
  brokers = await localKafka();
  admin = await KafkaAdmin.connect({ brokers: [brokers] }, logger);
});
afterAll(() => admin.close());

describe('the topics command', () => {
  it('says which topics are missing when it may only look', async () => {
    const { code, stderr } = await topics(['--check']);
    expect(code).toBe(1);
    expect(stderr).toContain(`${names.topics.raw}: partitions: expected 3, was no such topic`);
  });

  it('creates them, and does nothing the second time', async () => {
    expect(await topics([])).toMatchObject({ code: 0, stdout: expect.stringContaining('3 partitions each'), stderr: '' });
    expect(await topics([])).toMatchObject({ code: 0 });
    expect(await admin.waitForTopics(names)).toBe(3);
    expect(await admin.topicProblems(names, { retentionMs: 6 * 86_400_000 })).toEqual([]);
  });

  it('names topic, setting, expectation and value of a topic that keeps too little', async () => {
    const { code, stderr } = await topics(['--check'], { KEEP_DAYS: '30' });
    expect(code).toBe(1);
    expect(stderr.split('\n')).toContain(`${names.topics.trades}: retention.ms: expected at least 2592000000, was 604800000`);
    const guard = await TopicGuard.start(admin, names, { retentionMs: 30 * 86_400_000 }, logger);
    expect(guard.problem).toContain(`${names.topics.trades}: retention.ms: expected at least 2592000000, was 604800000`);
    guard.stop();
  });

  it('adds partitions only when it is told to', async () => {
    expect(await topics([], { TAPEWIRE_PARTITIONS: '5' })).toMatchObject({ code: 1, stderr: expect.stringContaining(`${names.topics.raw}: partitions: expected 5, was 3`) });
    expect(await topics(['--grow'], { TAPEWIRE_PARTITIONS: '5' })).toMatchObject({ code: 0 });
    expect(await admin.waitForTopics(names)).toBe(5);
  });

  it('refuses what it does not know', async () => {
    expect(await topics(['--all'])).toMatchObject({ code: 2, stdout: expect.stringContaining('usage: topics') });
    expect(await topics([], { TAPEWIRE_PARTITIONS: 'many' })).toMatchObject({ code: 2, stderr: expect.stringContaining('TAPEWIRE_PARTITIONS') });
  });
});
