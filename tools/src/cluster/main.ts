/**
 * `npm run test:cluster`: the chart on the cluster that KUBECONFIG names. It makes namespaces `tapewire-test-…` and removes them;
 * nodes are cordoned for a moment, so use a cluster that nobody else needs (kind, or one made for tests).
 *   --metrics DIR   files that the cluster's metrics APIs serve, for the HPA's steps
 *   --metrics-chain the HPA on real gateways through Prometheus and prometheus-adapter, started here; needs an API server that
 *                   reaches this machine's loopback, and pods that run nothing (kwok)
 *   --real-node     also run the product's own images on the node labelled real=true (host network), see docs/deployment.md
 *   --upgrade-tag T its upgrade is to the images with this tag, loaded beforehand
 *   --only PART     topologies, operations, metrics-chain or real-node alone
 */
import { parseArgs } from 'node:util';
import { quiet, reportToStderr } from '@tapewire/testkit';
import { z } from 'zod';
import { customResourceFiles } from '../chart/api-schemas.ts';
import { kubernetesTools } from '../chart/kubernetes-tools.ts';
import { autoscaling, FAST_DOWN, floor } from './autoscaling.ts';
import { Cluster } from './cluster.ts';
import { chainIsMissing, metricsChain } from './metrics-chain/step.ts';
import { disruption, upgrades } from './operations.ts';
import { realNode } from './real-node.ts';
import { rotation } from './rotation.ts';
import { Steps } from './steps.ts';
import { topologies } from './topologies.ts';

const { values } = parseArgs({ options: {
  'metrics': { type: 'string' }, 'metrics-chain': { type: 'boolean' }, 'real-node': { type: 'boolean' }, 'only': { type: 'string' },
  'upgrade-tag': { type: 'string' },
} });
if ((process.env['KUBECONFIG'] ?? '') === '') {
  console.error('KUBECONFIG: expected the file of a cluster for tests, was not set');
  process.exit(2);
}
const tools = await kubernetesTools(reportToStderr);
const clusterOf = (namespace: string): Cluster => new Cluster(namespace, tools, quiet);
const steps = new Steps();
const wanted = (part: string): boolean => values.only === undefined || values.only === part;

const cluster = clusterOf('tapewire-test');
await steps.run('cluster', async () => {
  for (const file of await customResourceFiles(reportToStderr)) await cluster.kubectl('apply', '--server-side', '--filename', file);
  const answer: unknown = JSON.parse(await cluster.kubectl('version', '--output', 'json'));
  return `Kubernetes ${z.looseObject({ serverVersion: z.looseObject({ gitVersion: z.string() }) }).parse(answer).serverVersion.gitVersion}`;
});
if (wanted('topologies')) await topologies(steps, clusterOf);
if (wanted('operations') || values.only === 'metrics-chain') {
  const set = [
    FAST_DOWN, 'metrics.serviceMonitor.enabled=true',
    'gateway.autoscaling.floor={"enabled":true,"replicas":4,"from":"10 9 * * 1-5","until":"15 16 * * 1-5","networkPolicyPeers":[]}',
  ];
  await cluster.createNamespace('restricted');
  await steps.run('install for operations', async () => {
    await cluster.deploy('install', [], set);
    return `${(await cluster.list('pods')).length} pods`;
  });
  if (values['metrics-chain'] === true) {
    const missing = await chainIsMissing();
    if (missing === undefined) await metricsChain(steps, cluster, values.metrics);
    else console.log(`skipped the HPA on real gateways: ${missing}`);
  } else console.log('skipped the HPA on real gateways: --metrics-chain was not given');
  if (wanted('operations')) {
    await disruption(steps, cluster);
    if (values.metrics === undefined) console.log('skipped the HPA on given figures: --metrics was not given');
    else await autoscaling(steps, cluster, values.metrics);
    await floor(steps, cluster, () => cluster.deploy('upgrade', [], set));
    await upgrades(steps, cluster, set);
    await rotation(steps, cluster, set);
  }
  await cluster.deleteNamespace();
}
if (values['real-node'] === true && wanted('real-node')) await realNode(steps, clusterOf('tapewire-test-real'), values['upgrade-tag']);

console.log(`\n${steps.table()}\n\n${steps.failed === 0 ? 'all steps passed' : `${steps.failed} steps FAILED`}`);
process.exitCode = steps.failed === 0 ? 0 : 1;
