import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { prometheusConfig, serviceMonitor } from './service-monitor.ts';
import { targetGroups } from './targets.ts';

const monitor = {
  metadata: { name: 'tapewire', namespace: 'trading' },
  spec: {
    jobLabel: 'app.kubernetes.io/component',
    targetLabels: ['app.kubernetes.io/component'],
    selector: { matchLabels: { 'tapewire.io/metrics': 'true' } },
    endpoints: [{ port: 'management', path: '/metrics', interval: '15s' }],
  },
};

test('targets are the named port of the pods behind the services with the labels of the selector', () => {
  const { scrape_configs: [config] } = parse(prometheusConfig(serviceMonitor.parse(monitor), { targets: 'targets.json' })) as { scrape_configs: [Record<string, unknown>] };
  expect(config).toMatchObject({
    job_name: 'serviceMonitor/trading/tapewire/0', scrape_interval: '15s', metrics_path: '/metrics',
    file_sd_configs: [{ files: ['targets.json'] }],
  });
  expect(config['relabel_configs']).toEqual(expect.arrayContaining([
    { action: 'keep', source_labels: ['__meta_kubernetes_service_label_tapewire_io_metrics'], regex: 'true' },
    { action: 'keep', source_labels: ['__meta_kubernetes_endpointslice_port_name'], regex: 'management' },
    { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod', regex: '(.+)' },
    { source_labels: ['__meta_kubernetes_service_label_app_kubernetes_io_component'], target_label: 'job', regex: '(.+)' },
  ]));
});

test('a field that is not understood is refused', () => {
  expect(() => serviceMonitor.parse({ ...monitor, spec: { ...monitor.spec, sampleLimit: 5 } })).toThrow('sampleLimit');
});

test('each port of each pod behind a service is a target with the labels of the service', () => {
  const slice = {
    metadata: { namespace: 'trading', labels: { 'kubernetes.io/service-name': 'tapewire-gateway-management', 'tapewire.io/metrics': 'true' } },
    endpoints: [{ addresses: ['10.0.0.7'], targetRef: { name: 'tapewire-gateway-1' } }],
    ports: [{ name: 'management', port: 9464 }],
  };
  expect(targetGroups({ items: [slice, { ...slice, endpoints: null }] })).toEqual([{
    targets: ['10.0.0.7:9464'],
    labels: expect.objectContaining({
      __meta_kubernetes_service_name: 'tapewire-gateway-management', __meta_kubernetes_pod_name: 'tapewire-gateway-1',
      __meta_kubernetes_endpointslice_port_name: 'management', __meta_kubernetes_service_label_tapewire_io_metrics: 'true',
    }),
  }]);
});
