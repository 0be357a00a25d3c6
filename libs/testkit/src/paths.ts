import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository this file is in. */
export const REPO_ROOT: string = rootAbove(dirname(fileURLToPath(import.meta.url)));

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'nx.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the repository root (the folder with nx.json) was not found');
  return rootAbove(parent);
}

/** Where downloads are kept between runs: `$XDG_CACHE_HOME/tapewire`, else `~/.cache/tapewire`. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'tapewire');
}

/** A folder or file of the shared market data beside the repository, or undefined when it is not there. */
export function sharedData(name: string): string | undefined {
  const path = join(process.env['TAPEWIRE_SHARED_DATA'] ?? join(REPO_ROOT, '..', 'shared', 'data'), name);
  return existsSync(path) ? path : undefined;
}
