import { eventually } from '@tapewire/testkit';
import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { expectThat } from './steps.ts';

/** Between which the chart's HPA moves by default. */
export const GATEWAY_PODS = { least: 2, most: 10 } as const;

const SLOW_MS = 300_000;
const replicasOf = z.looseObject({ status: z.looseObject({ replicas: z.number().default(0) }) });

/** Waits until there are so many gateways; after how many seconds. */
export async function gatewayPods(cluster: Cluster, count: number): Promise<string> {
  const started = performance.now();
  await eventually(async () => {
    expectThat('gateways', count, replicasOf.parse(await cluster.get('deployment', 'tapewire-gateway')).status.replicas);
  }, { timeoutMs: SLOW_MS, everyMs: 500, describe: `${count} gateways` });
  return ((performance.now() - started) / 1000).toFixed(0);
}
