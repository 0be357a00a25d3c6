import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { expectThat, type Steps } from './steps.ts';

const podTemplate = z.looseObject({ spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }) }) }) });

/** Readers before writers, as docs/runbooks/rolling-upgrade.md has it. */
const UPGRADE_ORDER = [['gateway', 'gateway'], ['web', 'web'], ['redisIndexer', 'redis-indexer'], ['normalizer', 'normalizer'], ['feedIngestor', 'feed-ingestor-demo']] as const;

/** Disruption budgets against evictions that would take too much. */
export async function disruption(steps: Steps, cluster: Cluster): Promise<void> {
  await steps.run('disruption budget while nodes are drained', async () => {
    const nodes = (await cluster.kubectl('get', 'nodes', '--output', 'jsonpath={.items[*].metadata.name}')).split(' ');
    // With every node cordoned, an evicted pod is not replaced: the second eviction of a component must be refused.
    for (const node of nodes) await cluster.kubectl('cordon', node);
    try {
      const shown: string[] = [];
      for (const component of ['gateway', 'normalizer', 'redis-indexer', 'web']) {
        const answers: string[] = [];
        for (const { metadata } of await cluster.pods(component)) answers.push(await evict(cluster, metadata.name));
        expectThat(`evictions of ${component}`, ['evicted', 'refused'], answers);
        shown.push(component);
      }
      return `of two pods each of ${shown.join(', ')} one could go, the other was refused`;
    } finally {
      for (const node of nodes) await cluster.kubectl('uncordon', node);
      for (const name of ['gateway', 'normalizer', 'redis-indexer', 'web']) await cluster.kubectl('rollout', 'status', `deployment/tapewire-${name}`, '--timeout=120s');
    }
  });
}

async function evict(cluster: Cluster, pod: string): Promise<string> {
  return cluster.evict(pod).then(() => 'evicted', (error: unknown) => {
    if (String(error).includes('disruption budget')) return 'refused';
    throw error;
  });
}

/** An upgrade stage by stage, a rollback, and the topic job's part in both. */
export async function upgrades(steps: Steps, cluster: Cluster, set: readonly string[]): Promise<void> {
  const imageOf = async (name: string): Promise<string> => podTemplate.parse(await cluster.get('deployment', `tapewire-${name}`)).spec.template.spec.containers[0]?.image ?? '';
  const tags = async (): Promise<string[]> => Promise.all(UPGRADE_ORDER.map(async ([, name]) => (await imageOf(name)).split(':').at(-1) ?? ''));
  await steps.run('rolling upgrade, readers before writers', async () => {
    const stages: string[] = [...set];
    const shown: string[] = [];
    for (const [i, [value, name]] of UPGRADE_ORDER.entries()) {
      const started = performance.now();
      stages.push(`${value}.image={"tag":"0.1.1","digest":""}`);
      await cluster.deploy('upgrade', [], stages);
      expectThat('tags', UPGRADE_ORDER.map((_, j) => (j <= i ? '0.1.1' : '0.1.0')), await tags());
      shown.push(`${name} ${((performance.now() - started) / 1000).toFixed(1)} s`);
    }
    return shown.join(', ');
  });
  await steps.run('rollback to the first revision', async () => {
    await cluster.helm('rollback', 'tapewire', '1', '--wait', '--timeout', '120s');
    expectThat('tags', UPGRADE_ORDER.map(() => '0.1.0'), await tags());
    return 'all services at 0.1.0 again';
  });
  await steps.run('topic job', async () => {
    const before = (await cluster.list('jobs')).map(({ metadata }) => metadata.name);
    await cluster.deploy('upgrade', [], [...set, 'kafka.partitions=24']);
    const after = await cluster.list('jobs');
    expectThat('jobs', 1, after.length);
    const [job] = after;
    expectThat('succeeded', 1, job?.status['succeeded']);
    expectThat('the same job', false, before.includes(job?.metadata.name ?? ''));
    return `${before.join()} replaced by ${job?.metadata.name ?? ''}, succeeded`;
  });
}
