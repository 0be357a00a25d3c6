import { eventually } from '@tapewire/testkit';
import { CI_VALUES } from '../chart/paths.ts';
import { expectThat, type Steps } from './steps.ts';
import type { Cluster } from './cluster.ts';

/** What every namespace has by itself. */
const OF_THE_NAMESPACE = ['configmap/kube-root-ca.crt', 'serviceaccount/default'];
const GONE_MS = 60_000;
const KINDS = [
  'pods', 'deployments', 'replicasets', 'statefulsets', 'jobs', 'cronjobs', 'services', 'configmaps', 'secrets', 'serviceaccounts', 'roles', 'rolebindings',
  'networkpolicies', 'poddisruptionbudgets', 'horizontalpodautoscalers', 'ingresses', 'persistentvolumeclaims',
];

/** Each values file of ci/: installed under restricted Pod Security, all pods ready, uninstalled without a trace. */
export async function topologies(steps: Steps, clusterOf: (namespace: string) => Cluster): Promise<void> {
  for (const [name, file] of CI_VALUES) {
    const cluster = clusterOf(`tapewire-test-${name}`);
    await steps.run(`install ci/${name}`, async () => {
      await cluster.createNamespace('restricted');
      const started = performance.now();
      await cluster.deploy('install', [file]);
      const took = (performance.now() - started) / 1000;
      const pods = await cluster.list('pods');
      const refused = (await cluster.kubectl('get', 'events', '--field-selector', 'reason=FailedCreate', '--output', 'jsonpath={.items[*].message}')).trim();
      expectThat('refused pods', '', refused);
      return `ready after ${took.toFixed(1)} s, ${pods.length} pods, ${(await leftovers(cluster)).length} objects`;
    });
    await steps.run(`uninstall ci/${name}`, async () => {
      await cluster.helm('uninstall', 'tapewire', '--wait', '--timeout', '120s');
      // Pods and ReplicaSets go after their owners, by the garbage collector.
      await eventually(async () => { expectThat('left over', [], await leftovers(cluster)); }, { timeoutMs: GONE_MS, everyMs: 500 });
      await cluster.deleteNamespace();
      return 'nothing left';
    });
  }
}

/** What of a release is still in its namespace. */
export async function leftovers(cluster: Cluster): Promise<string[]> {
  const names = (await cluster.kubectl('get', KINDS.join(','), '--output', 'name')).split('\n').filter((name) => name !== '');
  return names.map((name) => name.replace(/\.[a-z0-9.]+\//, '/')).filter((name) => !OF_THE_NAMESPACE.includes(name));
}
