import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { expectThat, type Steps } from './steps.ts';

const VALUES = fileURLToPath(new URL('real-node-values.yaml', import.meta.url));
const SERVICES = ['feed-ingestor-demo', 'normalizer', 'redis-indexer', 'gateway', 'web'];
const PROBE = `
  const { writeFileSync } = require('node:fs');
  const write = (file) => { try { writeFileSync(file, ''); return 'written'; } catch (error) { return error.code; } };
  console.log(JSON.stringify({ uid: process.getuid(), root: write('/x'), app: write('/app/x'), tmp: write('/tmp/x') }));
`;
const readiness = z.looseObject({ status: z.looseObject({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }) });

/** The product's own images as real processes: ready, tested, not root, unable to write where they should not. */
export async function realNode(steps: Steps, cluster: Cluster): Promise<void> {
  await cluster.createNamespace('privileged');
  const installed = await steps.run('real node: install with own images', async () => {
    await cluster.deploy('install', [VALUES]);
    const pods = await cluster.list('pods', 'app.kubernetes.io/component!=topics');
    const ready = pods.filter((pod) => readiness.parse(pod).status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'));
    expectThat('ready pods', pods.length, ready.length);
    return `${ready.length} pods ready: ${pods.map(({ metadata }) => metadata.labels['app.kubernetes.io/component'] ?? '').join(', ')}`;
  });
  if (!installed) {
    console.log(await cluster.kubectl('get', 'pods', '--output', 'wide'));
    return;
  }
  await steps.run('real node: helm test', async () => {
    await cluster.helm('test', 'tapewire', '--timeout', '180s');
    return (await cluster.kubectl('logs', 'tapewire-sees-a-trade')).split('\n').filter((line) => line.startsWith('{')).join(' ').slice(0, 200);
  });
  for (const service of SERVICES) {
    await steps.run(`real node: ${service} is not root and cannot write`, async () => {
      const answer: unknown = JSON.parse(await cluster.kubectl('exec', `deployment/tapewire-${service}`, '--', 'node', '-e', PROBE));
      expectThat('probe', { uid: 65532, root: 'EROFS', app: 'EROFS', tmp: 'written' }, answer);
      return JSON.stringify(answer);
    });
  }
  await steps.run('real node: upgrade replaces the gateway', async () => {
    await cluster.deploy('upgrade', [VALUES], ['logLevel="debug"']);
    await cluster.helm('test', 'tapewire', '--timeout', '180s');
    return 'rolled over, helm test green again';
  });
  await steps.run('real node: uninstall', async () => {
    await cluster.helm('uninstall', 'tapewire', '--wait', '--timeout', '120s');
    await cluster.deleteNamespace();
    return 'done';
  });
}
