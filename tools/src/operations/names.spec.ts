import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { METRICS } from '@tapewire/telemetry';
import { REPO_ROOT } from '@tapewire/testkit';
import { parse } from 'yaml';
import { z } from 'zod';
import { dashboards } from './dashboards.ts';
import { filesOf, metricProblems } from './names.ts';

const RULES = 'helm/tapewire/files/prometheus-rules.yaml';
const read = (path: string): Promise<string> => readFile(join(REPO_ROOT, path), 'utf8');

describe('metricProblems', () => {
  it('finds names that are not declared, and labels that a metric does not have', () => {
    expect(metricProblems('rate(tapewire_hop_latency_seconds_bucket{hop="gateway",le="1"}[5m]) tapewire_memory_bytes')).toEqual([]);
    expect(metricProblems('tapewire_lag{topic="x"} + tapewire_lag_records{line="x", job=~"a|b"}')).toEqual(['tapewire_lag: not declared in METRICS', 'tapewire_lag_records: has no label line']);
  });
});

describe('the declared metrics', () => {
  it('are all measured somewhere', async () => {
    const code = [...(await filesOf('libs', '.ts')), ...(await filesOf('services', '.ts'))].filter(([path]) => !path.endsWith('metric-table.ts') && !path.includes('spec')).map(([, text]) => text).join('\n');
    expect(Object.keys(METRICS).filter((name) => !code.includes(`'${name}'`))).toEqual([]);
  });
});

describe('alert rules and dashboards', () => {
  it('name only metrics and labels that exist', async () => {
    expect(metricProblems(await read(RULES))).toEqual([]);
    for (const [name, content] of dashboards()) expect([name, metricProblems(content.replaceAll('\\"', '"'))]).toEqual([name, []]);
  });

  it('link to runbooks that exist', async () => {
    const groups = z.object({ groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string().optional(), annotations: z.object({ runbook_url: z.string() }).optional() })) })) });
    const alerts = groups.parse(parse(await read(RULES))).groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
    expect(alerts.length).toBeGreaterThan(10);
    for (const { alert, annotations } of alerts) expect([alert, existsSync(join(REPO_ROOT, annotations?.runbook_url ?? ''))]).toEqual([alert, true]);
  });

  it('are what `npm run dashboards` writes', async () => {
    const files = await filesOf('helm/tapewire/files/dashboards', '.json');
    expect(new Map([...files].map(([path, text]) => [path.split('/').at(-1), text]))).toEqual(dashboards());
  });
});

describe('the runbooks', () => {
  let books: ReadonlyMap<string, string>;
  beforeAll(async () => {
    books = new Map([...(await filesOf('docs/runbooks', '.md')), ...await Promise.all(['docs/security.md', 'docs/deployment.md'].map(async (path) => [path, await read(path)] as const))]);
  });

  it('name only metrics that exist', () => {
    for (const [path, text] of books) expect([path, metricProblems(text)]).toEqual([path, []]);
  });

  it('name only alerts that exist', async () => {
    const alerts = new Set((await read(RULES)).match(/(?<=alert: )\w+/g));
    for (const [path, text] of books) expect([path, (text.match(/\bTapewire[A-Z]\w+/g) ?? []).filter((name) => !alerts.has(name))]).toEqual([path, []]);
  });

  it('name only settings that the reference or the building of images knows, and error codes that exist', async () => {
    const reference = await read('docs/configuration.md');
    const codes = await read('libs/contracts/src/errors.ts');
    const images = await read('docker/build.sh');
    for (const [path, text] of books) {
      const named = [...text.matchAll(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`/g)].map(([, name = '']) => name.replace(/_FILE$/, ''));
      expect([path, named.filter((name) => !reference.includes(`\`${name}\``) && !reference.includes(`\`${name}_FILE\``) && !codes.includes(`  ${name}: {`) && !images.includes(name))]).toEqual([path, []]);
    }
  });

  it('name only commands that package.json has', async () => {
    const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(await read('package.json')));
    for (const [path, text] of books) {
      expect([path, [...text.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name).filter((name) => scripts[name] === undefined)]).toEqual([path, []]);
    }
  });

  it('name only values and Deployments that the chart has', async () => {
    const values: unknown = parse(await read('helm/tapewire/values.yaml'));
    const isValue = (path: string): boolean => {
      let at = values;
      for (const key of path.split('.')) {
        // What is empty, or a list of feeds, is the user's to fill.
        if (at === null || typeof at !== 'object' || !(key in at)) return at !== values && typeof at === 'object' && Object.keys(at ?? {}).length === 0;
        at = (at as Readonly<Record<string, unknown>>)[key];
      }
      return true;
    };
    const top = Object.keys(values as object).join('|');
    for (const [path, text] of books) {
      const code = [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span).join('\n');
      const named = [...code.matchAll(new RegExp(`(?:^|--set )((?:${top})\\.[A-Za-z.]+[A-Za-z])`, 'gm'))].map(([, name = '']) => name);
      expect([path, named.filter((name) => !/\.(?:md|yaml)$/.test(name) && !isValue(name))]).toEqual([path, []]);
      const components = [...text.matchAll(/\b(?:deploy|hpa)[/ ]tapewire-([a-z-]*[a-z])/g)].map(([, name = '']) => name);
      expect([path, components.filter((name) => !existsSync(join(REPO_ROOT, 'helm/tapewire/templates', name)))]).toEqual([path, []]);
    }
  });

  it('link only to files and headings that exist', async () => {
    for (const [path, text] of books) {
      for (const [, file = '', anchor] of text.matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)) {
        const target = file === '' ? path : join(dirname(path), file);
        expect([path, target, existsSync(join(REPO_ROOT, target))]).toEqual([path, target, true]);
        if (anchor === undefined) continue;
        const headings = [...(await read(target)).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
        expect([path, headings]).toEqual([path, expect.arrayContaining([anchor])]);
      }
    }
  });

  it('have each alert in their list', async () => {
    const list = books.get('docs/runbooks/README.md') ?? '';
    expect(((await read(RULES)).match(/(?<=alert: )\w+/g) ?? []).filter((name) => !list.includes(name))).toEqual([]);
  });
});
