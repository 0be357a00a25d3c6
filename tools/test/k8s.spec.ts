import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPO_ROOT, reportToStderr, runCommand } from '@tapewire/testkit';
import { parseAllDocuments } from 'yaml';
import { kubernetesTools } from '../src/chart/kubernetes-tools.ts';
import { parseManifests, podOf } from '../src/chart/manifest.ts';
import { renderedFiles } from '../src/k8s/rendered-files.ts';
import { filesOf, metricProblems } from '../src/operations/names.ts';

const DOWNLOAD_MS = 300_000;
const BUILD_MS = 60_000;
const tools = await kubernetesTools(reportToStderr).catch(() => undefined);
if (tools === undefined) console.log('skipped: kustomize builds and the drift of k8s/base, no Helm and kubectl here');

const build = async (folder: string): Promise<ReturnType<typeof parseManifests>> =>
  parseManifests(await runCommand(tools!.kubectl, ['kustomize', join(REPO_ROOT, 'k8s', folder)], { what: 'kubectl kustomize', report: () => undefined }));

describe('k8s/', () => {
  it('holds what `npm run k8s:render` writes', async () => {
    for (const [path, content] of await renderedFiles(tools !== undefined)) {
      expect([relative(REPO_ROOT, path), await readFile(path, 'utf8')]).toEqual([relative(REPO_ROOT, path), content]);
    }
  }, DOWNLOAD_MS);

  it('is well-formed, and names only metrics that exist', async () => {
    for (const [path, text] of await filesOf('k8s', '.yaml')) {
      expect([path, parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message)), metricProblems(text)]).toEqual([path, [], []]);
    }
  });
});

(tools === undefined ? describe.skip : describe)('kustomize', () => {
  it.each([['strimzi', 15], ['connect', 3], ['monitoring', 3]])('builds %s', async (folder, objects) => {
    expect((await build(folder)).length).toBe(objects);
  }, BUILD_MS);

  it('gives each service the Kafka password that Strimzi writes for its user', async () => {
    const manifests = await build('base');
    for (const [deployment, secret] of [['normalizer', 'normalizer'], ['redis-indexer', 'redis-indexer'], ['feed-ingestor-demo', 'feed-ingestor']] as const) {
      const manifest = manifests.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === `tapewire-${deployment}`);
      const pod = podOf(manifest!)!;
      expect(JSON.stringify(pod)).toContain(`"secretName":"tapewire-${secret}"`);
      expect(pod.containers[0]!.env).toContainEqual({ name: 'KAFKA_PASSWORD_FILE', value: `/etc/tapewire/secrets/tapewire-kafka/${secret}-password` });
    }
    expect(JSON.stringify(manifests)).not.toContain('Helm');
  }, BUILD_MS);

  it('builds the example overlays, each changing what it says', async () => {
    const gateways = async (folder: string): Promise<unknown> => (await build(folder)).find(({ kind }) => kind === 'HorizontalPodAutoscaler')?.spec;
    expect(await gateways('overlays/production')).toMatchObject({ minReplicas: 4, maxReplicas: 20 });
    expect(await gateways('overlays/small')).toMatchObject({ minReplicas: 1, maxReplicas: 2 });
    expect((await build('overlays/small')).map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
  }, BUILD_MS);
});
