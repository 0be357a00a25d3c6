import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';
import type { Cluster } from './cluster.ts';

/** The commands of a page under a heading, for another namespace, and for the one pod of each service that the real node has room for. */
export function commandsOf(page: string, heading: string, namespace: string): string {
  const [, section = ''] = page.split(`## ${heading}\n`);
  const [, commands] = /```sh\n([^]*?)```/.exec(section) ?? [];
  if (commands === undefined) throw new Error(`${heading}: expected commands, were none`);
  return commands.replaceAll('-n tapewire ', `-n ${namespace} `).replaceAll('--replicas=2', '--replicas=1');
}

/** Runs what a runbook tells to type, and returns what it should have said. */
export async function runBlock(cluster: Cluster, path: string, heading: string, says: RegExp): Promise<string> {
  const output = await cluster.shell(commandsOf(await readFile(join(REPO_ROOT, path), 'utf8'), heading, cluster.namespace));
  const [said] = says.exec(output) ?? [];
  if (said === undefined) throw new Error(`expected ${String(says)}, was ${output}`);
  return said;
}
