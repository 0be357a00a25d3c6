import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { REPO_ROOT, reportToStderr } from '@tapewire/testkit';
import { customResourceFiles, KUBERNETES_VERSIONS, openApiOf } from '../../src/chart/api-schemas.ts';
import { parseManifests } from '../../src/chart/manifest.ts';
import { CI_VALUES } from '../../src/chart/paths.ts';
import { render } from '../../src/chart/render.ts';
import { ManifestValidator } from '../../src/chart/validator.ts';

const DOWNLOAD_MS = 300_000;
// Downloads Kubernetes' Go modules: a part of `npm run test:deploy`, not of every `npm test`.
const whenDeploying = process.env['TAPEWIRE_TEST_DEPLOY'] === 'true' ? describe : describe.skip;

whenDeploying.each([...KUBERNETES_VERSIONS])('Kubernetes %s', (version) => {
  let validator: ManifestValidator;

  beforeAll(async () => {
    validator = new ManifestValidator(await openApiOf(version, reportToStderr));
    await validator.addCustomResources(await customResourceFiles(reportToStderr));
  }, DOWNLOAD_MS);

  it.each([...CI_VALUES])('knows every object and every field of ci/%s-values.yaml', async (_name, file) => {
    const manifests = await render({ values: [file] });
    expect(manifests.flatMap((manifest) => validator.check(manifest))).toEqual([]);
  });

  it('knows what k8s/ has for those without Helm', async () => {
    const manifests = parseManifests(await readFile(join(REPO_ROOT, 'k8s', 'base', 'tapewire.yaml'), 'utf8'));
    expect(manifests.length).toBeGreaterThan(30);
    expect(manifests.flatMap((manifest) => validator.check(manifest))).toEqual([]);
  });

  it('would have refused a field that does not exist, a wrong type and an unknown kind', async () => {
    const [first] = (await render()).filter(({ kind }) => kind === 'Service');
    expect(validator.check({ ...first!, spec: { ...first!.spec, clusterIp: 'None' } })).toEqual([expect.stringContaining('clusterIp')]);
    expect(validator.check({ ...first!, spec: { ...first!.spec, ports: 'all' } })).toEqual([expect.stringContaining('/spec/ports: must be array')]);
    expect(validator.check({ ...first!, kind: 'Servise' })).toEqual([expect.stringContaining('no such kind')]);
  });
});
