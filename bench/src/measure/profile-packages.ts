import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { profileSchema } from './cpu-profile.ts';

/** Where the main thread of one process spent its time. */
export interface ProfileOfProcess {
  readonly process: string;
  /** Share of the time in which it was not idle, by npm package, library or service, the largest first. */
  readonly shares: readonly (readonly [string, number])[];
}

const MOST = 8;
/** What the engine does for everybody. */
const ENGINE: ReadonlyMap<string, string> = new Map([['(garbage collector)', 'garbage collection'], ['(program)', 'the engine']]);

/** All profiles of a folder and of those below it, by file name. */
export async function profilesOf(dir: string): Promise<ProfileOfProcess[]> {
  const files = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.cpuprofile')).sort();
  return Promise.all(files.map(async (file) => ({ process: join(file, '..', basename(file, '.cpuprofile')), shares: await sharesOf(join(dir, file)) })));
}

async function sharesOf(file: string): Promise<[string, number][]> {
  const { nodes, samples, timeDeltas } = profileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const owners = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => [id, functionName === '(idle)' ? undefined : (ENGINE.get(functionName) ?? ownerOf(url))]));
  const times = new Map<string, number>();
  for (const [i, id] of samples.entries()) {
    const owner = owners.get(id);
    if (owner !== undefined) times.set(owner, (times.get(owner) ?? 0) + (timeDeltas[i] ?? 0));
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([owner, time]): [string, number] => [owner, time / busy]).sort(([, a], [, b]) => b - a).slice(0, MOST);
}

/** The package or project that a script belongs to; what has no address is built into Node. */
export function ownerOf(url: string): string {
  const found = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1] ?? /\/((?:libs|services)\/[^/]+)\//.exec(url)?.[1];
  return found ?? 'Node';
}
