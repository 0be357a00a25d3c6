import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@tapewire/config';
import { REPO_ROOT } from '@tapewire/testkit';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemaOf, SCHEMAS } from '../../src/configuration.ts';

const compose = z.looseObject({ services: z.record(z.string(), z.looseObject({
  environment: z.record(z.string(), z.string()).default({}), read_only: z.boolean().optional(), user: z.string().optional(), healthcheck: z.looseObject({}),
})) });

describe('docker/compose.yaml', () => {
  it('gives every service an environment that its schema accepts, without root and without a writable root', async () => {
    const { services } = compose.parse(parse(await readFile(join(REPO_ROOT, 'docker', 'compose.yaml'), 'utf8'), { merge: true }));
    const [[, commonPath] = ['', ''], ...paths] = SCHEMAS;
    const common = await schemaOf(join(REPO_ROOT, commonPath));
    for (const [name, path] of paths.filter(([name]) => name in services)) {
      const schema = await schemaOf(join(REPO_ROOT, path));
      const service = services[name];
      expect(() => loadConfig(schema, service!.environment, { alongside: [common] })).not.toThrow();
      expect(service).toMatchObject({ read_only: true, user: '65532:65532', cap_drop: ['ALL'] });
    }
    expect(Object.keys(services).sort()).toEqual(['feed-ingestor', 'gateway', 'kafka', 'normalizer', 'redis', 'redis-indexer', 'web']);
  });
});
