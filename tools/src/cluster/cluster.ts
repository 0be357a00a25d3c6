import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand, type Report } from '@tapewire/testkit';
import { z } from 'zod';
import type { KubernetesTools } from '../chart/kubernetes-tools.ts';
import { CHART } from '../chart/paths.ts';

const object = z.looseObject({
  kind: z.string().default(''),
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({}).default({}),
  status: z.looseObject({}).default({}),
});
/** An object as the API server has it. */
export type LiveObject = z.output<typeof object>;
const list = z.looseObject({ items: z.array(object) });

/** One namespace of the cluster that KUBECONFIG names, and the release in it. */
export class Cluster {
  readonly namespace: string;
  readonly #tools: KubernetesTools;
  readonly #report: Report;

  constructor(namespace: string, tools: KubernetesTools, report: Report) {
    this.namespace = namespace;
    this.#tools = tools;
    this.#report = report;
  }

  kubectl(...args: readonly string[]): Promise<string> {
    return runCommand(this.#tools.kubectl, ['--namespace', this.namespace, ...args], { what: `kubectl ${args.slice(0, 2).join(' ')}`, report: this.#report });
  }

  helm(...args: readonly string[]): Promise<string> {
    return runCommand(this.#tools.helm, ['--namespace', this.namespace, ...args], { what: `helm ${args.slice(0, 2).join(' ')}`, report: this.#report });
  }

  /** A script in which `kubectl` is the one that is used here. */
  shell(script: string): Promise<string> {
    return runCommand('bash', ['-euo', 'pipefail', '-c', script], { what: 'script', report: this.#report, env: { PATH: `${dirname(this.#tools.kubectl)}:${process.env['PATH'] ?? ''}` } });
  }

  /** The namespace anew, with a Pod Security Standard enforced. */
  async createNamespace(standard: 'restricted' | 'privileged'): Promise<void> {
    await this.deleteNamespace();
    await this.kubectl('create', 'namespace', this.namespace);
    await this.kubectl('label', 'namespace', this.namespace, `pod-security.kubernetes.io/enforce=${standard}`);
  }

  async deleteNamespace(): Promise<void> {
    await this.kubectl('delete', 'namespace', this.namespace, '--ignore-not-found', '--timeout=90s');
  }

  /** `helm install --wait` or `helm upgrade --wait`. */
  deploy(command: 'install' | 'upgrade', values: readonly string[], set: readonly string[] = []): Promise<string> {
    return this.helm(command, 'tapewire', CHART, '--wait', '--timeout', '240s',
      ...values.flatMap((file) => ['--values', file]), ...set.flatMap((one) => ['--set-json', one]));
  }

  async list(kind: string, selector = ''): Promise<LiveObject[]> {
    const answer: unknown = JSON.parse(await this.kubectl('get', kind, '--output', 'json', ...(selector === '' ? [] : ['--selector', selector])));
    return list.parse(answer).items;
  }

  async get(kind: string, name: string): Promise<LiveObject> {
    const answer: unknown = JSON.parse(await this.kubectl('get', kind, name, '--output', 'json'));
    return object.parse(answer);
  }

  /** Asks the API server to evict a pod; rejects with its refusal. */
  async evict(pod: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'tapewire-evict-'));
    try {
      const file = join(folder, 'eviction.json');
      await writeFile(file, JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: this.namespace } }));
      await this.kubectl('create', '--raw', `/api/v1/namespaces/${this.namespace}/pods/${pod}/eviction`, '--filename', file);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  pods(component: string): Promise<LiveObject[]> {
    return this.list('pods', `app.kubernetes.io/component=${component}`);
  }
}
