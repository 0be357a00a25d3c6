import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { RunningServer, ServerPlace } from './servers.ts';
import { peerChannel } from './tape-feed.ts';

const SOURCE = fileURLToPath(new URL('../../peers/centrifuge', import.meta.url));
const run = promisify(execFile);

/** Whether the peer in Go can be built here. */
export const hasGo = (): Promise<boolean> => run('go', ['version']).then(() => true, () => false);

/** Resolves with the first line that a process prints. */
const firstLine = (output: Readable): Promise<string> => new Promise((resolve) => { createInterface(output).once('line', resolve); });

/** The peer in Go, built at its start; Go keeps what it built. A window of 0: messages leave as they come. */
export const centrifugeServer = (windowMs: number) => async ({ redis, prefix }: ServerPlace): Promise<RunningServer> => {
  const dir = await mkdtemp(join(tmpdir(), 'tapewire-centrifuge-'));
  const binary = join(dir, 'server');
  await run('go', ['build', '-o', binary, '.'], { cwd: SOURCE });
  const settings = JSON.stringify({ redis: new URL(redis).host, channel: peerChannel(prefix), windowMs });
  const child = spawn(binary, [settings], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: unknown = JSON.parse(await firstLine(child.stdout));
  return {
    port: typeof said === 'object' && said !== null && 'port' in said ? Number(said.port) : 0,
    pid: child.pid ?? 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
};
