import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';

/** Projects whose specs start all of Tapewire; each gets the machine to itself. */
const WHOLE_STACK = ['tools', 'bench', 'services/web'];

/** Folders of all projects with Jest specs: those that share the machine, and those that run alone. */
export function testProjects(): { shared: string[]; alone: string[] } {
  const all = workspaceFolders().filter((folder) => existsSync(join(REPO_ROOT, folder, 'jest.config.mjs')));
  return { shared: all.filter((folder) => !WHOLE_STACK.includes(folder)), alone: all.filter((folder) => WHOLE_STACK.includes(folder)) };
}

function workspaceFolders(): string[] {
  const { workspaces } = JSON.parse(readFileSync(join(REPO_ROOT, 'package.json'), 'utf8')) as { workspaces: string[] };
  return workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(REPO_ROOT, parent)).map((name) => `${parent}/${name}`);
  });
}
