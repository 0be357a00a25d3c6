import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Child, eventually, freePorts } from '@tapewire/testkit';
import { z } from 'zod';
import type { Cluster } from '../cluster.ts';
import { shippedAdapterRules } from './adapter-rules.ts';
import { prometheusConfig, serviceMonitor } from './service-monitor.ts';
import { TargetsFile } from './targets.ts';

export interface ChainOptions {
  readonly dir: string;
  /** Programs. */
  readonly prometheus: string;
  readonly adapter: string;
  /** Through which Prometheus asks for `/metrics`. */
  readonly proxy: string;
}

const API = 'v1beta2.custom.metrics.k8s.io';
/** As the adapter's own manifests have it. */
const RELIST = '1m';
const READY_MS = 60_000;
const STOP_MS = 5000;
const REACHED_MS = 60_000;
const values = z.looseObject({ items: z.array(z.looseObject({ value: z.string() })) });

/** Prometheus and prometheus-adapter on this machine, serving custom metrics to the cluster's API server. */
export class MetricsChain {
  readonly #cluster: Cluster;
  readonly #options: ChainOptions;
  readonly #children: Child[] = [];
  /** Gives the API back to whom it belonged; undefined until it has been taken. */
  #giveBack: (() => Promise<unknown>) | undefined;
  #targets: TargetsFile | undefined;

  private constructor(cluster: Cluster, options: ChainOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  static async start(cluster: Cluster, options: ChainOptions): Promise<MetricsChain> {
    const chain = new MetricsChain(cluster, options);
    try {
      await mkdir(options.dir, { recursive: true });
      const kubeconfig = join(options.dir, 'kubeconfig');
      await writeFile(kubeconfig, await cluster.kubectl('config', 'view', '--raw', '--flatten', '--minify'), { mode: 0o600 });
      const [prometheusPort = 0, adapterPort = 0] = await freePorts(2);
      await chain.#startPrometheus(prometheusPort);
      await chain.#startAdapter(adapterPort, prometheusPort, kubeconfig);
      await chain.#register(adapterPort);
      return chain;
    } catch (error) {
      await chain.stop();
      throw error;
    }
  }

  /** What the API server answers for the metric, one value per pod. */
  async saturations(): Promise<string[]> {
    const path = `/apis/custom.metrics.k8s.io/v1beta2/namespaces/${this.#cluster.namespace}/pods/*/tapewire_gateway_saturation`;
    const answer: unknown = JSON.parse(await this.#cluster.kubectl('get', '--raw', path));
    return values.parse(answer).items.map(({ value }) => value);
  }

  /** Ends both programs and gives the API back to whom it belonged before. */
  async stop(): Promise<void> {
    this.#targets?.stop();
    await this.#giveBack?.();
    await Promise.all(this.#children.map((child) => child.stop(STOP_MS)));
    await rm(join(this.#options.dir, 'kubeconfig'), { force: true });
  }

  async #startPrometheus(port: number): Promise<void> {
    const { dir, prometheus, proxy } = this.#options;
    const [config, targets] = [join(dir, 'prometheus.yaml'), join(dir, 'targets.json')];
    const monitor = serviceMonitor.parse(await this.#cluster.get('servicemonitor', 'tapewire'));
    await writeFile(config, prometheusConfig(monitor, { targets, proxy }));
    this.#targets = await TargetsFile.start(this.#cluster, targets);
    const child = await this.#start('prometheus', prometheus, [
      `--config.file=${config}`, `--storage.tsdb.path=${join(dir, 'tsdb')}`, `--web.listen-address=127.0.0.1:${port}`]);
    await child.ready(() => answers(`http://127.0.0.1:${port}/-/ready`), READY_MS);
    // The adapter learns of series that are there when it lists them.
    await eventually(async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent('tapewire_gateway_saturation{part="all"}')}`);
      if (!(await answer.text()).includes('"pod"')) throw new Error('Prometheus has not scraped a gateway yet');
    }, { timeoutMs: REACHED_MS, everyMs: 1000 });
  }

  async #startAdapter(port: number, prometheusPort: number, kubeconfig: string): Promise<void> {
    const { dir, adapter } = this.#options;
    const config = join(dir, 'adapter.yaml');
    await writeFile(config, await shippedAdapterRules());
    await this.#start('prometheus-adapter', adapter, [
      `--config=${config}`, `--prometheus-url=http://127.0.0.1:${prometheusPort}`, `--metrics-relist-interval=${RELIST}`,
      `--secure-port=${port}`, '--bind-address=127.0.0.1', `--cert-dir=${join(dir, 'certificates')}`,
      ...['lister', 'authentication', 'authorization'].map((part) => `--${part}-kubeconfig=${kubeconfig}`)]);
  }

  async #register(port: number): Promise<void> {
    const name = 'tapewire-test-metrics';
    const { namespace } = this.#cluster;
    const [before] = (await this.#cluster.list('apiservices')).filter(({ metadata }) => metadata.name === API);
    this.#giveBack = before === undefined
      ? async () => this.#cluster.kubectl('delete', 'apiservice', API, '--ignore-not-found')
      : async () => this.#apply('before.json', { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: API }, spec: before.spec });
    await this.#apply('service.json', { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { type: 'ExternalName', externalName: 'localhost', ports: [{ port }] } });
    await this.#apply('api-service.json', {
      apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: API },
      spec: { group: 'custom.metrics.k8s.io', version: 'v1beta2', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { name, namespace, port } } });
    await eventually(async () => { await this.saturations(); }, { timeoutMs: REACHED_MS, everyMs: 1000, describe: 'custom metrics from the adapter, through the API server' });
  }

  async #apply(name: string, object: object): Promise<void> {
    const file = join(this.#options.dir, name);
    await writeFile(file, JSON.stringify(object));
    await this.#cluster.kubectl('apply', '--server-side', '--force-conflicts', '--filename', file);
  }

  async #start(name: string, command: string, args: readonly string[]): Promise<Child> {
    const child = await Child.start({ name, command, args, logFile: join(this.#options.dir, 'logs', `${name}.log`) });
    this.#children.push(child);
    return child;
  }
}

async function answers(url: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
}
