import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { runCommand, tryCommand } from './command.ts';
import { quiet } from './report.ts';

/** Path of a promtool: the one that is installed, or the one of Debian's package, unpacked into the cache. Undefined where there is neither. */
export const promtool = (): Promise<string | undefined> => programOfPrometheus('promtool');

/** Path of Prometheus itself, found in the same way. */
export const prometheusProgram = (): Promise<string | undefined> => programOfPrometheus('prometheus');

async function programOfPrometheus(name: 'promtool' | 'prometheus'): Promise<string | undefined> {
  if ((await tryCommand(name, ['--version'])) !== undefined) return name;
  try {
    const folder = await cached(name, async (building) => {
      await runCommand('sh', ['-c', 'apt-get download prometheus && dpkg-deb -x prometheus_*.deb unpacked'], { what: `downloading ${name}`, report: quiet, cwd: building });
      await rename(join(building, 'unpacked/usr/bin', name), join(building, name));
      await runCommand('sh', ['-c', 'rm -rf unpacked prometheus_*.deb'], { what: 'tidying up', report: quiet, cwd: building });
    }, quiet);
    return join(folder, name);
  } catch {
    return undefined;
  }
}
