import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';

export const CHART: string = join(REPO_ROOT, 'helm', 'tapewire');
export const VALUES_FILE: string = join(CHART, 'values.yaml');

/** The values files of ci/, one per topology, by name: `evaluation`, `production`, … */
export const CI_VALUES: ReadonlyMap<string, string> = new Map(
  readdirSync(join(CHART, 'ci')).filter((file) => file.endsWith('-values.yaml')).map((file) => [file.slice(0, -'-values.yaml'.length), join(CHART, 'ci', file)]),
);
