import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { METRICS, type MetricSpec } from '@tapewire/telemetry';
import { REPO_ROOT } from '@tapewire/testkit';

const DECLARED: Readonly<Record<string, MetricSpec>> = METRICS;
/** Labels that Prometheus and Kubernetes add by themselves. */
const ADDED = new Set(['job', 'instance', 'pod', 'namespace', 'service', 'le']);
const METRIC = /\btapewire_[a-z0-9_]+\b(\{[^}]*\})?/g;
const LABEL = /([a-z_]+)\s*(?:=~|!~|!=|=)/g;

/** What is wrong with the metrics that a text names: undeclared ones, and labels that a metric does not have. */
export function metricProblems(text: string): string[] {
  const problems: string[] = [];
  for (const [found, braces = ''] of text.matchAll(METRIC)) {
    const name = found.slice(0, found.length - braces.length);
    const spec = DECLARED[name] ?? DECLARED[name.replace(/_(bucket|sum|count)$/, '')];
    if (spec === undefined) {
      problems.push(`${name}: not declared in METRICS`);
      continue;
    }
    for (const [, label = ''] of braces.replaceAll(/\\?"[^"]*"/g, '').matchAll(LABEL)) {
      if (!spec.labels.includes(label) && !ADDED.has(label)) problems.push(`${name}: has no label ${label}`);
    }
  }
  return problems;
}

/** Files of a folder of the repository whose names end like this, with their content; its folders as well. */
export async function filesOf(folder: string, ...ends: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(REPO_ROOT, folder), { recursive: true });
  const wanted = names.filter((name) => ends.some((end) => name.endsWith(end)) && !/node_modules|dist|out-tsc/.test(name)).sort();
  return new Map(await Promise.all(wanted.map(async (name) => [`${folder}/${name}`, await readFile(join(REPO_ROOT, folder, name), 'utf8')] as const)));
}
