import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Cluster } from '../cluster.ts';
import { sanitized } from './service-monitor.ts';

const EVERY_MS = 2000;
const SERVICE = 'kubernetes.io/service-name';
const slices = z.looseObject({
  items: z.array(z.looseObject({
    metadata: z.looseObject({ namespace: z.string(), labels: z.record(z.string(), z.string()).default({}) }),
    endpoints: z.array(z.looseObject({ addresses: z.array(z.string()), targetRef: z.looseObject({ name: z.string() }).optional() })).nullable().default([]),
    ports: z.array(z.looseObject({ name: z.string().default(''), port: z.number() })).nullable().default([]),
  })),
});

/** A group of targets as `file_sd_configs` reads it. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/** EndpointSlices as Prometheus' own discovery would tell them. (An EndpointSlice carries the labels of its Service.) */
export function targetGroups(answer: unknown): TargetGroup[] {
  return slices.parse(answer).items.flatMap(({ metadata: { namespace, labels }, endpoints, ports }) =>
    (endpoints ?? []).flatMap(({ addresses, targetRef }) => (ports ?? []).map(({ name, port }) => ({
      targets: addresses.map((address) => `${address}:${port}`),
      labels: {
        __meta_kubernetes_namespace: namespace,
        __meta_kubernetes_service_name: labels[SERVICE] ?? '',
        __meta_kubernetes_endpointslice_port_name: name,
        __meta_kubernetes_pod_name: targetRef?.name ?? '',
        ...Object.fromEntries(Object.entries(labels).map(([label, value]) => [`__meta_kubernetes_service_label_${sanitized(label)}`, value])),
      },
    }))));
}

/** Keeps a file with the targets of a namespace. Debian's Prometheus is built without the discovery of Kubernetes. */
export class TargetsFile {
  readonly #cluster: Cluster;
  readonly #path: string;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(cluster: Cluster, path: string) {
    this.#cluster = cluster;
    this.#path = path;
  }

  static async start(cluster: Cluster, path: string): Promise<TargetsFile> {
    const file = new TargetsFile(cluster, path);
    await file.#write();
    file.#again();
    return file;
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #again(): void {
    this.#timer = setTimeout(() => {
      this.#write().catch((error: unknown) => { console.log(`targets: ${String(error)}`); }).finally(() => { if (!this.#stopped) this.#again(); });
    }, EVERY_MS);
  }

  async #write(): Promise<void> {
    const groups = targetGroups(JSON.parse(await this.#cluster.kubectl('get', 'endpointslices', '--output', 'json')));
    await writeFile(this.#path, JSON.stringify(groups));
  }
}
