/** `npm test`: lint, build and types of every project, then all specs on one real Kafka and one real Redis. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { REPO_ROOT, SharedParts, type Report } from '@tapewire/testkit';
import { runTarget } from './build.ts';
import { add, jestCounts, NONE, summary, type Counts } from './test-counts.ts';
import { testProjects } from './test-projects.ts';

const JEST = join(REPO_ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
/** For tests that set none of their own: the machine may be slow, and both of its cores are busy. */
const TEST_TIMEOUT_MS = 30_000;
const POLL_MS = 500;
/** Jest ends its workers and our shared parts after its last result. */
const LEAVE_MS = 60_000;
const FAILED_STEP: Counts = { ...NONE, failed: 1 };
const started = performance.now();

const say: Report = (line) => {
  console.log(line);
};
const heading = (step: string): void => {
  say(`\n== ${step} (at ${Math.round((performance.now() - started) / 1000)} s)`);
};

/** A step that either works or fails as a whole. */
async function step(name: string, target: string): Promise<Counts> {
  heading(name);
  try {
    await runTarget(target, name, say);
    say(`${name}: passed`);
    return { ...NONE, passed: 1 };
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return FAILED_STEP;
  }
}

/** False when Jest has written its results and is still there some time after. */
async function endsByItself(exited: Promise<true>, output: string): Promise<boolean> {
  let resultsAt: number | undefined;
  for (;;) {
    if (await Promise.race([exited, sleep(POLL_MS, false)])) return true;
    if (existsSync(output)) resultsAt ??= performance.now();
    if (resultsAt !== undefined && performance.now() - resultsAt > LEAVE_MS) return false;
  }
}

async function jest(projects: readonly string[], workers: readonly string[], env: Readonly<Record<string, string>>, folder: string): Promise<Counts> {
  const output = join(folder, `${projects[0]?.replaceAll('/', '-') ?? 'none'}.json`);
  const args = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', JEST, '--projects', ...projects,
    ...workers, `--testTimeout=${TEST_TIMEOUT_MS}`, '--passWithNoTests', '--json', '--outputFile', output];
  const child = spawn(process.execPath, args, {
    cwd: REPO_ROOT,
    env: { ...process.env, ...env, CI: 'true', FORCE_COLOR: '0' },
    // Jest writes its results to stderr; with --json the rest of its stdout is the JSON again.
    stdio: ['ignore', 'ignore', 1],
  });
  const exited = new Promise<true>((done) => child.once('exit', () => { done(true); }));
  if (!(await endsByItself(exited, output))) {
    say(`Jest has its results for ${projects.join(', ')}, but does not end: a spec leaves something open (--detectOpenHandles shows what)`);
    child.kill('SIGKILL');
    await exited;
  }
  try {
    return jestCounts(await readFile(output, 'utf8'));
  } catch {
    say(`Jest ended without results for ${projects.join(', ')}`);
    return FAILED_STEP;
  }
}

async function specs(folder: string): Promise<Counts> {
  heading('starting Kafka and Redis');
  const parts = new SharedParts();
  try {
    const env = {
      KAFKA_BROKERS: process.env['KAFKA_BROKERS'] ?? (await parts.kafka()).brokers,
      REDIS_URL: process.env['REDIS_URL'] ?? (await parts.redis()).url,
    };
    say(`Kafka ${env.KAFKA_BROKERS}, Redis ${env.REDIS_URL}`);
    const { shared, alone } = testProjects();
    heading('specs of the libraries and services');
    let counts = await jest(shared, ['--maxWorkers=2'], env, folder);
    for (const project of alone) {
      heading(`specs of the whole: ${project}`);
      counts = add(counts, await jest([project], ['--runInBand'], env, folder));
    }
    return counts;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return FAILED_STEP;
  } finally {
    await parts.stop();
  }
}

const folder = await mkdtemp(join(tmpdir(), 'tapewire-test-'));
let counts = NONE;
counts = add(counts, await step('build', 'build'));
counts = add(counts, await step('types', 'typecheck'));
counts = add(counts, await step('lint', 'lint'));
counts = add(counts, await specs(folder));
await rm(folder, { recursive: true, force: true });
say(`\n== done after ${Math.round((performance.now() - started) / 1000)} s`);
say(summary(counts));
process.exitCode = counts.failed === 0 ? 0 : 1;
