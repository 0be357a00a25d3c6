import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, MissingPrerequisite, REPO_ROOT, testPrefix, type Report } from '@tapewire/testkit';

/** Where the demo keeps its data and logs. */
export const STATE_DIR = process.env['TAPEWIRE_DEMO_DIR'] ?? join(REPO_ROOT, '.tapewire');
const RUN_FILE = join(STATE_DIR, 'run.json');
const PREFIX_FILE = join(STATE_DIR, 'prefix');
const DATA = ['kafka', 'redis', 'spool', 'logs', 'prefix'];

interface RunFile {
  readonly demo: number;
  readonly parts: readonly number[];
}

/** Refuses to run beside another demo of this folder, and ends what one that was killed has left behind. */
export async function claimState(report: Report): Promise<void> {
  await mkdir(STATE_DIR, { recursive: true });
  const text = await readFile(RUN_FILE, 'utf8').catch(() => undefined);
  if (text !== undefined) {
    const { demo, parts } = readRun(text);
    if (await isOurs(demo)) throw new MissingPrerequisite(`A demo of this folder runs already (process ${demo}); stop it first.`);
    for (const pid of parts) {
      if (!(await isOurs(pid))) continue;
      report(`ending process ${pid}, which an earlier demo left behind`);
      process.kill(-pid, 'SIGKILL');
    }
  }
  await recordParts([]);
}

/** Notes which processes the demo runs, for the next start. */
export async function recordParts(parts: readonly number[]): Promise<void> {
  await writeFile(RUN_FILE, JSON.stringify({ demo: process.pid, parts } satisfies RunFile));
}

export async function releaseState(): Promise<void> {
  await rm(RUN_FILE, { force: true });
}

/** Removes the last run's data and logs. */
export async function startFresh(): Promise<void> {
  for (const name of DATA) await rm(join(STATE_DIR, name), { recursive: true, force: true });
}

/** The prefix of this run's names in a Kafka or Redis that others use too, made anew after `startFresh`. */
export async function ownPrefix(): Promise<string> {
  const known = await readFile(PREFIX_FILE, 'utf8').catch(() => undefined);
  const prefix = known ?? `demo-${testPrefix()}`;
  await writeFile(PREFIX_FILE, prefix);
  return prefix;
}

function readRun(text: string): RunFile {
  try {
    const { demo, parts } = JSON.parse(text) as Partial<RunFile>;
    return { demo: demo ?? 0, parts: parts ?? [] };
  } catch {
    // The writer was killed while it wrote; its reaper has ended its parts.
    return { demo: 0, parts: [] };
  }
}

/** Whether a process still runs and is one of this folder's: the number may have gone to another since. */
async function isOurs(pid: number): Promise<boolean> {
  if (pid <= 0 || !isAlive(pid) || pid === process.pid) return false;
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => REPO_ROOT);
  return command.includes(REPO_ROOT);
}
