import { stringify } from 'yaml';
import { z } from 'zod';

/** What of a ServiceMonitor the chart uses; anything else fails, so that nothing is left out in silence. */
export const serviceMonitor = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    jobLabel: z.string(),
    targetLabels: z.array(z.string()),
    selector: z.strictObject({ matchLabels: z.record(z.string(), z.string()) }),
    endpoints: z.array(z.strictObject({ port: z.string(), path: z.string(), interval: z.string() })).length(1),
  }),
});
export type ServiceMonitor = z.output<typeof serviceMonitor>;

export interface PrometheusSurroundings {
  /** File with the targets. */
  readonly targets: string;
  /** Through which it asks for `/metrics`; undefined where pods can be reached. */
  readonly proxy?: string;
}

/** A Prometheus that reads one ServiceMonitor, with the relabelling that the Prometheus Operator generates for it. */
export function prometheusConfig(monitor: ServiceMonitor, { targets, proxy }: PrometheusSurroundings): string {
  const { metadata: { name, namespace }, spec: { jobLabel, targetLabels, selector, endpoints } } = monitor;
  const ofService = (label: string): string => `__meta_kubernetes_service_label_${sanitized(label)}`;
  const copy = (from: string, to: string): object => ({ source_labels: [from], target_label: to, regex: '(.+)' });
  return stringify({
    scrape_configs: endpoints.map(({ port, path, interval }, i) => ({
      job_name: `serviceMonitor/${namespace}/${name}/${i}`,
      honor_labels: false,
      file_sd_configs: [{ files: [targets] }],
      scrape_interval: interval,
      metrics_path: path,
      ...(proxy === undefined ? {} : { proxy_url: proxy }),
      relabel_configs: [
        ...Object.entries(selector.matchLabels).map(([label, value]) => ({ action: 'keep', source_labels: [ofService(label)], regex: value })),
        { action: 'keep', source_labels: ['__meta_kubernetes_endpointslice_port_name'], regex: port },
        copy('__meta_kubernetes_namespace', 'namespace'),
        copy('__meta_kubernetes_service_name', 'service'),
        copy('__meta_kubernetes_pod_name', 'pod'),
        ...targetLabels.map((label) => copy(ofService(label), sanitized(label))),
        copy(ofService(jobLabel), 'job'),
        { target_label: 'endpoint', replacement: port },
      ],
    })),
  });
}

/** A label of Kubernetes as a label of Prometheus. */
export const sanitized = (label: string): string => label.replace(/[^a-zA-Z0-9_]/g, '_');
