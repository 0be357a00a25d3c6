import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TapewireClient } from '@tapewire/client';
import { devToken, eventually, prometheusProgram, quiet, startStack, tryCommand } from '@tapewire/testkit';
import type { Cluster } from '../cluster.ts';
import { GATEWAY_PODS, gatewayPods } from '../gateway-pods.ts';
import type { Steps } from '../steps.ts';
import { MetricsChain } from './chain.ts';
import { GatewayProcesses } from './gateway-processes.ts';
import { ScrapeProxy } from './scrape-proxy.ts';
import { Spreader } from './spreader.ts';

/** Few enough for this machine; what a gateway can really carry is the benchmark's matter. */
const CAPACITY = 20;
const IDLE_MILLICORES = 10;
const FEW = 6;
/** Three quarters of what ten gateways carry: more than the target, less than what they refuse. */
const MANY = 150;
const READY_MS = 120_000;
const ADAPTER = 'prometheus-adapter';

/** Why the chain cannot be built here, or undefined. */
export async function chainIsMissing(): Promise<string | undefined> {
  if ((await prometheusProgram()) === undefined) return 'no prometheus on the PATH, and no Debian to get it from';
  return (await tryCommand('sh', ['-c', `command -v ${ADAPTER}`])) === undefined ? `no ${ADAPTER} on the PATH` : undefined;
}

/**
 * The HPA on what real gateways say of themselves: a gateway process for each gateway pod, clients of the SDK that fill them,
 * Prometheus by the chart's ServiceMonitor, and prometheus-adapter with the rules of `k8s/monitoring`. `metrics` is the folder of the
 * figures that the cluster's metrics server serves, where it has one.
 */
export async function metricsChain(steps: Steps, cluster: Cluster, metrics: string | undefined): Promise<void> {
  // The HPA goes down only when its other metric is there too; pods that run nothing use no CPU.
  if (metrics !== undefined) await writeFile(join(metrics, 'cpu'), String(IDLE_MILLICORES));
  await steps.run('HPA: 2 → 10 → 2 on the saturation of real gateways, through Prometheus and prometheus-adapter', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tapewire-chain-'));
    const clients: TapewireClient[] = [];
    const stops: (() => Promise<void>)[] = [async () => rm(dir, { recursive: true, force: true })];
    try {
      const stack = await startStack({ dir, gateways: 0, partitions: 2, feed: { FEED: 'demo', FEED_RATE: '10' }, report: quiet });
      stops.push(async () => { await stack.stop(); });
      await stack.ready(READY_MS);
      const processes = new GatewayProcesses(cluster, { dir, redis: stack.redis, capacity: CAPACITY });
      stops.push(async () => { await processes.stop(); });
      const door = await Spreader.start(() => processes.ports);
      stops.push(async () => { await door.stop(); });
      const proxy = await ScrapeProxy.start((ip) => processes.managementOf(ip));
      stops.push(async () => { await proxy.stop(); });
      await eventually(() => { if (processes.ports.length !== GATEWAY_PODS.least) throw new Error(`${processes.ports.length} gateway processes`); }, { timeoutMs: READY_MS, everyMs: 500 });
      const chain = await MetricsChain.start(cluster, { dir: join(dir, 'chain'), prometheus: (await prometheusProgram()) ?? '', adapter: ADAPTER, proxy: proxy.url });
      stops.push(async () => { await chain.stop(); });

      const token = (): Promise<string> => devToken({ user: `client-${clients.length}`, plan: 'realtime' });
      const connected = (): number => clients.filter(({ status }) => status?.state === 'connected').length;
      const crowd = (size: number): void => {
        for (const client of clients.splice(size)) client.close();
        while (clients.length < size) clients.push(connect({ urls: door.url, token }));
      };
      const shown: string[] = [];
      for (const [size, pods] of [[FEW, GATEWAY_PODS.least], [MANY, GATEWAY_PODS.most], [FEW, GATEWAY_PODS.least]] as const) {
        crowd(size);
        const seconds = await gatewayPods(cluster, pods);
        shown.push(`${pods} after ${seconds} s (${connected()} of ${size} clients connected, saturation ${(await chain.saturations()).join(' ')})`);
      }
      return `${shown.join(', ')}; ${proxy.answered} scrapes`;
    } finally {
      for (const client of clients) client.close();
      for (const stop of stops.reverse()) await stop();
    }
  });
}
