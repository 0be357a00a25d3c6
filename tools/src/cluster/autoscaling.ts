import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quiet, REPO_ROOT, runCommand } from '@tapewire/testkit';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { gatewayPods } from './gateway-pods.ts';
import { expectThat, type Steps } from './steps.ts';

const limitsOf = z.looseObject({ spec: z.looseObject({ minReplicas: z.number(), maxReplicas: z.number() }) });

/** Scaling down as fast as it can be shown; up is as the chart has it. */
export const FAST_DOWN = 'gateway.autoscaling.behavior.scaleDown={"stabilizationWindowSeconds":0,"policies":[{"type":"Percent","value":100,"periodSeconds":5}]}';

/** The gateways' HPA between its ends. `metrics` is a folder of files that the metrics APIs serve, one number each. */
export async function autoscaling(steps: Steps, cluster: Cluster, metrics: string): Promise<void> {
  const set = (name: string, value: number): Promise<void> => writeFile(join(metrics, name), String(value));
  const gateways = async (count: number): Promise<string> => `${count} after ${await gatewayPods(cluster, count)} s`;
  await steps.run('HPA: 2 → 10 → 2 on saturation', async () => {
    await set('cpu', 10);
    await set('tapewire_gateway_saturation', 0.4);
    const shown = [await gateways(2)];
    await set('tapewire_gateway_saturation', 8);
    shown.push(await gateways(10));
    await set('tapewire_gateway_saturation', 0.4);
    shown.push(await gateways(2));
    return shown.join(', ');
  });
  await steps.run('HPA: on CPU when saturation is gone', async () => {
    await rm(join(metrics, 'tapewire_gateway_saturation'));
    await set('cpu', 1500);
    const up = await gateways(5);
    await set('cpu', 10);
    await set('tapewire_gateway_saturation', 0.4);
    return `${up}, then ${await gateways(2)}`;
  });
}

/** The floor job's program with its own rights against the API server; an upgrade leaves what it has set. */
export async function floor(steps: Steps, cluster: Cluster, upgrade: () => Promise<unknown>): Promise<void> {
  await steps.run('floor before the open', async () => {
    const account = await mkdtemp(join(tmpdir(), 'tapewire-floor-'));
    try {
      await writeFile(join(account, 'token'), (await cluster.kubectl('create', 'token', 'tapewire-gateway-floor')).trim());
      const config = z.looseObject({ clusters: z.array(z.looseObject({ cluster: z.looseObject({ 'server': z.string(), 'certificate-authority-data': z.string() }) })) })
        .parse(JSON.parse(await cluster.kubectl('config', 'view', '--raw', '--flatten', '--minify', '--output', 'json')));
      const [{ cluster: api } = { cluster: { 'server': '', 'certificate-authority-data': '' } }] = config.clusters;
      await writeFile(join(account, 'ca.crt'), Buffer.from(api['certificate-authority-data'], 'base64'));
      const { hostname, port } = new URL(api.server);
      const run = (hpa: string, replicas: number): Promise<string> => runCommand(process.execPath, [
        join(REPO_ROOT, 'services/gateway/dist/admin/floor.js'), '--namespace', cluster.namespace, '--hpa', hpa, '--replicas', String(replicas),
      ], { what: 'floor', report: quiet, env: { SERVICE_ACCOUNT_DIR: account, NODE_EXTRA_CA_CERTS: join(account, 'ca.crt'), KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port || '443' } });
      const minimum = async (): Promise<number> => limitsOf.parse(await cluster.get('hpa', 'tapewire-gateway')).spec.minReplicas;
      await run('tapewire-gateway', 4);
      expectThat('minReplicas', 4, await minimum());
      await upgrade();
      expectThat('minReplicas after an upgrade', 4, await minimum());
      await run('tapewire-gateway', 2);
      expectThat('minReplicas', 2, await minimum());
      const denied = await run('another', 4).then(() => 'allowed', (error: unknown) => String(error));
      if (!denied.includes('403')) throw new Error(`another HPA: expected 403, was ${denied}`);
      return 'minReplicas 2 → 4, kept by an upgrade, → 2; another HPA is forbidden';
    } finally {
      await rm(account, { recursive: true });
    }
  });
}
