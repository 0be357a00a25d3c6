import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, freePorts, isAlive, localKafka, localRedis, REPO_ROOT } from '@tapewire/testkit';

const SLOW = 300_000;
const READY_MS = 270_000;
/** Ingestor, normalizer, indexer, gateway and web server. */
const PARTS = 5;
const STOP_MS = 10_000;

describe('npm run demo', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tapewire-demo-'));
  let demo: ChildProcess;
  let output = '';
  let port: number;
  const parts = (): number[] => (JSON.parse(readFileSync(join(dir, 'run.json'), 'utf8')) as { parts: number[] }).parts;
  const says = async (text: string, timeoutMs: number): Promise<void> => {
    await eventually(() => {
      if (!output.includes(text) && demo.exitCode === null) throw new Error(`so far it said:\n${output}`);
    }, { timeoutMs, everyMs: 100, describe: text });
    expect(output).toContain(text);
  };
  // What npm told the test run of itself would make the demo's npm look in the wrong workspace.
  const plainEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));

  beforeAll(async () => {
    // The page, and one gateway above it.
    [port = 0] = await freePorts(1);
    demo = spawn('npm', ['run', 'demo', '--', '--port', String(port), '--gateways', '1', '--rate', '100'], {
      cwd: REPO_ROOT,
      env: { ...plainEnv, TAPEWIRE_DEMO_DIR: dir, KAFKA_BROKERS: await localKafka(), REDIS_URL: await localRedis() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [demo.stdout, demo.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await says('Tapewire is ready', READY_MS);
  }, SLOW);
  afterAll(() => {
    demo.kill('SIGTERM');
  });

  it('names every part with its place before it is ready, and serves the page', async () => {
    const before = output.slice(0, output.indexOf('Tapewire is ready'));
    for (const part of ['page', 'gateway 1', 'Kafka', 'Redis', 'feed-ingestor', 'normalizer', 'redis-indexer', 'logs']) expect(before).toContain(part);
    const page = await fetch(`http://localhost:${port}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  it('starts a part that dies again, and says so', async () => {
    const [ingestor] = parts();
    process.kill(ingestor!, 'SIGKILL');
    await says('feed-ingestor ended with SIGKILL; starting it again', 20_000);
    await eventually(() => {
      expect(parts()).not.toContain(ingestor);
      expect(parts().filter(isAlive).length).toBe(PARTS);
    });
  }, SLOW);

  it('ends every process it started within 10 s of a signal to npm', async () => {
    const pids = parts();
    expect(pids.length).toBe(PARTS);
    demo.kill('SIGTERM');
    await eventually(() => {
      expect([demo.pid!, ...pids].filter(isAlive)).toEqual([]);
    }, { timeoutMs: STOP_MS });
  }, SLOW);
});
