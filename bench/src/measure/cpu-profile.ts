import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What Node writes with --cpu-prof. */
export const profileSchema = z.object({
  nodes: z.array(z.object({ id: z.number(), callFrame: z.object({ functionName: z.string(), url: z.string() }) })),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});

/** Part of a program that functions belong to: by their name, or by where they come from. The first that fits counts. */
export interface Area {
  readonly name: string;
  readonly functions?: RegExp;
  readonly files?: RegExp;
}

export interface AreaShare {
  readonly area: string;
  /** Of the time in which the thread was not idle, 0 to 1. */
  readonly share: number;
}

/** What is left out at a profile's end: the server is being stopped. */
const STOPPING_MS = 1500;

/** The newest CPU profile of a folder: where the main thread's time went in the last `seconds` before it was stopped. */
export async function profileShares(dir: string, areas: readonly Area[], seconds: number): Promise<AreaShare[]> {
  const newest = (await readdir(dir)).filter((name) => name.endsWith('.cpuprofile')).sort().at(-1);
  if (newest === undefined) return [];
  const { nodes, samples, timeDeltas } = profileSchema.parse(JSON.parse(await readFile(join(dir, newest), 'utf8')));
  const areaOf = new Map(nodes.map(({ id, callFrame: { functionName, url } }) => [
    id,
    functionName === '(idle)' ? 'idle' : (areas.find(({ functions, files }) => functions?.test(functionName) === true || files?.test(url) === true)?.name ?? 'else'),
  ]));
  const whole = timeDeltas.reduce((sum, delta) => sum + delta, 0);
  const to = whole - STOPPING_MS * 1000;
  const times = new Map<string, number>();
  let at = 0;
  for (const [i, id] of samples.entries()) {
    const delta = timeDeltas[i] ?? 0;
    at += delta;
    const area = areaOf.get(id) ?? 'else';
    if (at > to - seconds * 1e6 && at <= to && area !== 'idle') times.set(area, (times.get(area) ?? 0) + delta);
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times].map(([area, time]) => ({ area, share: time / busy })).sort((a, b) => b.share - a.share);
}
