import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './alive.ts';
import { errorCode } from './error-code.ts';
import { cacheFolder } from './paths.ts';
import type { Report } from './report.ts';

const POLL_MS = 250;
const REPORT_EVERY = 8;

/**
 * The folder `name` of the cache, made by `build` when it is not there yet. `build` fills a temporary folder that gets
 * its name only when it is complete, so a download that was cut off is never used. Of several processes that want the
 * same folder at once, one builds and the others wait.
 */
export async function cached(name: string, build: (folder: string) => Promise<void>, report: Report): Promise<string> {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const lock = `${folder}.lock`;
  for (let waited = 0; !(await takeLock(lock)); waited += 1) {
    if (waited % REPORT_EVERY === 0) report(`waiting for another process that downloads ${name}`);
    await sleep(POLL_MS);
  }
  const building = `${folder}.${process.pid}.part`;
  try {
    if (existsSync(folder)) return folder;
    await mkdir(building, { recursive: true });
    await build(building);
    await rename(building, folder);
    return folder;
  } finally {
    await rm(building, { recursive: true, force: true });
    await rm(lock, { force: true });
  }
}

/** Creates the lock file with our process id; a lock whose process has gone is removed for the next try. */
async function takeLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
  // A lock without a number in it was created this instant, or its writer died before writing.
  const age = await stat(lock).then((s) => Date.now() - s.mtimeMs, () => 0);
  if (owner > 0 ? !isAlive(owner) : age > 5000) await rm(lock, { force: true });
  return false;
}
