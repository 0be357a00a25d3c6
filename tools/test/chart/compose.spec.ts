import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@tapewire/config';
import { quiet, REPO_ROOT, runCommand } from '@tapewire/testkit';
import { parse } from 'yaml';
import { z } from 'zod';
import { schemaOf, SCHEMAS } from '../../src/configuration.ts';

const compose = z.looseObject({ services: z.record(z.string(), z.looseObject({
  environment: z.record(z.string(), z.string()).default({}), read_only: z.boolean().optional(), user: z.string().optional(), healthcheck: z.looseObject({}),
})) });

/** The validator of the Compose Specification, which is the reader of `docker compose`. */
const VALIDATOR = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';
const BUILD_MS = 300_000;
// Downloads and builds a Go program: a part of `npm run test:deploy`, not of every `npm test`.
const whenDeploying = process.env['TAPEWIRE_TEST_DEPLOY'] === 'true' ? it : it.skip;

describe('docker/compose.yaml', () => {
  whenDeploying('is a Compose file, with every field known', async () => {
    const model = await runCommand('go', ['run', VALIDATOR, '-format', 'json', 'compose.yaml'], { what: 'reading docker/compose.yaml', report: quiet, cwd: join(REPO_ROOT, 'docker') });
    expect(model).toContain('"name": "tapewire"');
  }, BUILD_MS);

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
