import { fileURLToPath } from 'node:url';
import { eventually } from '@tapewire/testkit';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { AlertReceiver } from './alert-receiver.ts';
import { runBlock } from './runbook.ts';
import { expectThat, type Steps } from './steps.ts';
import { leftovers } from './topologies.ts';

const VALUES = fileURLToPath(new URL('real-node-values.yaml', import.meta.url));
const SERVICES = ['feed-ingestor-demo', 'normalizer', 'redis-indexer', 'gateway', 'web', 'webhook'];
const HOOK = 'tapewire-test-hook';
const SLOW_MS = 120_000;
const PROBE = `
  const { writeFileSync } = require('node:fs');
  const write = (file) => { try { writeFileSync(file, ''); return 'written'; } catch (error) { return error.code; } };
  console.log(JSON.stringify({ uid: process.getuid(), root: write('/x'), app: write('/app/x'), tmp: write('/tmp/x') }));
`;
const readiness = z.looseObject({ status: z.looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }) });
const image = z.looseObject({ spec: z.looseObject({ containers: z.array(z.looseObject({ image: z.string() })) }) });

/**
 * The product's own images as real processes: ready, tested, not root, unable to write where they should not; upgraded to the images
 * with the tag `upgradeTag` (without it, to another log level) and back.
 */
export async function realNode(steps: Steps, cluster: Cluster, upgradeTag: string | undefined): Promise<void> {
  const receiver = await AlertReceiver.start();
  try {
    await cluster.createNamespace('privileged');
    await cluster.kubectl('create', 'secret', 'generic', HOOK, `--from-literal=webhook-url=${receiver.url}`);
    const installed = await steps.run('real node: install with own images', async () => {
      await cluster.deploy('install', [VALUES]);
      return ready(cluster);
    });
    if (!installed) {
      console.log(await cluster.kubectl('get', 'pods', '--output', 'wide'));
      return;
    }
    await helmTest(steps, cluster, 'after the install');
    await steps.run('real node: the webhook posts alerts', async () => {
      await eventually(() => { if (receiver.alerts === 0) throw new Error('no alert came'); }, { timeoutMs: SLOW_MS, everyMs: 500 });
      return `${receiver.alerts} alerts in ${receiver.posts} posts`;
    });
    for (const service of SERVICES) {
      await steps.run(`real node: ${service} is not root and cannot write`, async () => {
        const answer: unknown = JSON.parse(await cluster.kubectl('exec', `deployment/tapewire-${service}`, '--', 'node', '-e', PROBE));
        expectThat('probe', { uid: 65532, root: 'EROFS', app: 'EROFS', tmp: 'written' }, answer);
        return JSON.stringify(answer);
      });
    }
    await steps.run('real node: upgrade', async () => {
      await cluster.deploy('upgrade', [VALUES], [upgradeTag === undefined ? 'logLevel="debug"' : `image.tag="${upgradeTag}"`]);
      return `${await ready(cluster)}; ${await images(cluster)}`;
    });
    await helmTest(steps, cluster, 'after the upgrade');
    await steps.run('real node: rollback', async () => {
      await cluster.helm('rollback', 'tapewire', '1', '--wait', '--timeout', '240s');
      return `${await ready(cluster)}; ${await images(cluster)}`;
    });
    await helmTest(steps, cluster, 'after the rollback');
    await steps.run('real node: a new epoch, by the words of the runbook', async () => runBlock(cluster, 'docs/runbooks/rebuilding-redis.md', 'A new epoch', /Epoch \d+ of tapewire has begun/));
    await helmTest(steps, cluster, 'in the new epoch');
    await steps.run('real node: uninstall', async () => {
      await cluster.helm('uninstall', 'tapewire', '--wait', '--timeout', '120s');
      await cluster.kubectl('delete', 'secret', HOOK);
      await eventually(async () => { expectThat('left over', [], await leftovers(cluster)); }, { timeoutMs: SLOW_MS, everyMs: 1000 });
      await cluster.deleteNamespace();
      return 'nothing left';
    });
  } finally {
    await receiver.stop();
  }
}

function helmTest(steps: Steps, cluster: Cluster, when: string): Promise<boolean> {
  return steps.run(`real node: helm test ${when}`, async () => {
    await cluster.helm('test', 'tapewire', '--timeout', '180s');
    return (await cluster.kubectl('logs', 'tapewire-sees-a-trade')).split('\n').filter((line) => line.startsWith('{')).join(' ').slice(0, 200);
  });
}

/** Every pod of a service is ready; the job of the topics and the pod of `helm test` have ended. */
async function ready(cluster: Cluster): Promise<string> {
  const pods = await cluster.list('pods', 'app.kubernetes.io/component notin (topics, test)');
  const names = pods.filter((pod) => readiness.parse(pod).status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'));
  expectThat('ready pods', pods.length, names.length);
  return `${names.length} pods ready: ${pods.map(({ metadata }) => metadata.labels['app.kubernetes.io/component'] ?? '').join(', ')}`;
}

async function images(cluster: Cluster): Promise<string> {
  const pods = await cluster.list('pods', 'app.kubernetes.io/component in (gateway, web, normalizer, redis-indexer, webhook, feed-ingestor-demo)');
  return `tags ${[...new Set(pods.flatMap((pod) => image.parse(pod).spec.containers.map(({ image: name }) => name.split(':').at(-1) ?? '')))].join(', ')}`;
}
