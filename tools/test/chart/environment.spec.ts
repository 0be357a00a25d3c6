import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { describeConfig, loadConfig } from '@tapewire/config';
import { REPO_ROOT } from '@tapewire/testkit';
import type { z } from 'zod';
import { type Container, podOf } from '../../src/chart/manifest.ts';
import { CI_VALUES } from '../../src/chart/paths.ts';
import { render } from '../../src/chart/render.ts';
import { schemaOf, SCHEMAS } from '../../src/configuration.ts';
import { helmIsThere } from './when-helm.ts';

const describeWithHelm = helmIsThere ? describe : describe.skip;

const SERVICES = ['feed-ingestor', 'normalizer', 'redis-indexer', 'gateway', 'web', 'webhook'];
/** Variables that name a file themselves; the others ending so stand for a secret. */
const FILES = ['PLANS_FILE', 'RULES_FILE', 'SETTINGS_FILE', 'REFERENCE_FILE', 'KAFKA_CA_FILE', 'REDIS_CA_FILE'];
const NODES_OWN = ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

/** The container's environment, with text in place of what comes from Secrets. */
function environmentOf({ env }: Container): Record<string, string> {
  return Object.fromEntries(env.map(({ name, value }) => (name.endsWith('_FILE') && !FILES.includes(name)
    ? [name.slice(0, -'_FILE'.length), 'a-secret-of-at-least-thirty-two-bytes']
    : [name, value ?? 'from a secret'])));
}

describeWithHelm('the environment that the chart gives to each container', () => {
  const schemas = new Map<string, z.ZodObject>();
  let common: z.ZodObject;

  beforeAll(async () => {
    for (const [service, path] of SCHEMAS) schemas.set(service, await schemaOf(join(REPO_ROOT, path)));
    common = schemas.get('Every service')!;
  });

  it.each([...CI_VALUES])('is what the service’s schema accepts, with no variable that it does not know: %s', async (_name, file) => {
    const pods = (await render({ values: [file] })).flatMap((manifest) => {
      const pod = ['Deployment', 'Job'].includes(manifest.kind) ? podOf(manifest) : undefined;
      return pod === undefined ? [] : pod.containers.map((container) => ({ manifest, container }));
    });
    const seen = new Set<string>();
    for (const { manifest, container } of pods) {
      if (!SERVICES.includes(container.name)) continue;
      const schema = schemas.get(container.name)!;
      const alongside = manifest.kind === 'Job' ? [] : [common];
      const environment = environmentOf(container);
      expect(() => loadConfig(schema, environment, { alongside })).not.toThrow();
      const known = new Set([schema, ...alongside].flatMap((one) => describeConfig(one).map(({ env }) => env)));
      expect(Object.keys(environment).filter((name) => !known.has(name) && !NODES_OWN.includes(name))).toEqual([]);
      if (manifest.kind === 'Deployment') expect(loadConfig(common, environment, { alongside: [schema] })).toMatchObject({ managementPort: 9464 });
      seen.add(container.name);
    }
    const left = { minimal: ['web', 'webhook'], production: [] }[_name] ?? ['webhook'];
    expect([...seen].sort()).toEqual(SERVICES.filter((name) => !left.includes(name)).sort());
  });
});
