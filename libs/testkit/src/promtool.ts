import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { runCommand, tryCommand } from './command.ts';
import { quiet } from './report.ts';

/** Path of a promtool: the one that is installed, or the one of Debian's package, unpacked into the cache. Undefined where there is neither. */
export async function promtool(): Promise<string | undefined> {
  if ((await tryCommand('promtool', ['--version'])) !== undefined) return 'promtool';
  try {
    const folder = await cached('promtool', async (building) => {
      await runCommand('sh', ['-c', 'apt-get download prometheus && dpkg-deb -x prometheus_*.deb unpacked'], { what: 'downloading promtool', report: quiet, cwd: building });
      await rename(join(building, 'unpacked/usr/bin/promtool'), join(building, 'promtool'));
      await runCommand('sh', ['-c', 'rm -rf unpacked prometheus_*.deb'], { what: 'tidying up', report: quiet, cwd: building });
    }, quiet);
    return join(folder, 'promtool');
  } catch {
    return undefined;
  }
}
