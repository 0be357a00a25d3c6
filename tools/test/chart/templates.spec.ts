import { describe, expect, it } from '@jest/globals';
import { only, podOf } from '../../src/chart/manifest.ts';
import { CI_VALUES } from '../../src/chart/paths.ts';
import { render, renderText } from '../../src/chart/render.ts';
import { helmIsThere } from './when-helm.ts';

const describeWithHelm = helmIsThere ? describe : describe.skip;

const production = { values: [CI_VALUES.get('production')!] };
const kinds = async (set: readonly string[], kind: string): Promise<string[]> =>
  (await render({ set })).filter((one) => one.kind === kind).map(({ metadata }) => metadata.name).sort();

describeWithHelm('every pod of every topology', () => {
  it.each([...CI_VALUES])('fits restricted Pod Security, with a read-only root and resources: %s', async (_name, file) => {
    const pods = (await render({ values: [file] })).flatMap((one) => podOf(one) ?? []);
    expect(pods.length).toBeGreaterThan(3);
    for (const pod of pods) {
      expect(pod).toMatchObject({ automountServiceAccountToken: expect.any(Boolean), securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
      expect(pod.hostNetwork).toBeUndefined();
      for (const container of pod.containers) {
        expect(container).toMatchObject({
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
          resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
        });
      }
    }
  });

  it('gets its heap from its memory limit', async () => {
    const pod = podOf(only(await render({ set: ['gateway.resources={"limits":{"memory":"2Gi"}}'] }), 'Deployment', '-gateway'));
    expect(pod?.containers[0]?.env).toContainEqual({ name: 'NODE_OPTIONS', value: '--max-old-space-size=1536' });
  });

  it('has extra variables, volumes and placement of its own and of all', async () => {
    const manifests = await render({ set: [
      'pod.extraEnv=[{"name":"ALL","value":"1"}]', 'gateway.extraEnv=[{"name":"OWN","value":"2"}]', 'pod.nodeSelector={"pool":"tape"}', 'gateway.nodeSelector={"pool":"edge"}',
      'gateway.extraVolumes=[{"name":"x","emptyDir":{}}]', 'gateway.extraVolumeMounts=[{"name":"x","mountPath":"/x"}]',
    ] });
    const gateway = podOf(only(manifests, 'Deployment', '-gateway'))!;
    expect(gateway.containers[0]!.env.map(({ name }) => name)).toEqual(expect.arrayContaining(['ALL', 'OWN']));
    expect(gateway).toMatchObject({ nodeSelector: { pool: 'edge' }, volumes: expect.arrayContaining([{ name: 'x', emptyDir: {} }]) });
    expect(podOf(only(manifests, 'Deployment', '-normalizer'))).toMatchObject({ nodeSelector: { pool: 'tape' } });
  });
});

describeWithHelm('autoscaling of the gateways', () => {
  it('is an HPA on saturation and CPU, fast up and slow down, and leaves replicas to it', async () => {
    const manifests = await render();
    expect(only(manifests, 'HorizontalPodAutoscaler').spec).toMatchObject({
      minReplicas: 2, maxReplicas: 10,
      metrics: [
        { type: 'Pods', pods: { metric: { name: 'tapewire_gateway_saturation' }, target: { averageValue: '600m' } } },
        { type: 'Resource', resource: { name: 'cpu' } },
      ],
      behavior: { scaleUp: { stabilizationWindowSeconds: 0 }, scaleDown: { stabilizationWindowSeconds: 600 } },
    });
    expect(only(manifests, 'Deployment', '-gateway').spec).not.toHaveProperty('replicas');
  });

  it('is off by value, and then the Deployment has its replicas', async () => {
    expect(await kinds(['gateway.autoscaling.enabled=false'], 'HorizontalPodAutoscaler')).toEqual([]);
    expect(only(await render({ set: ['gateway.autoscaling.enabled=false'] }), 'Deployment', '-gateway').spec).toMatchObject({ replicas: 2 });
  });

  it('has a floor before the open in New York, by jobs that may change this HPA alone', async () => {
    const manifests = await render(production);
    const raise = only(manifests, 'CronJob', '-raise');
    expect(raise.spec).toMatchObject({ schedule: '10 9 * * 1-5', timeZone: 'America/New_York' });
    expect(podOf(raise)).toMatchObject({ automountServiceAccountToken: true, containers: [{ args: ['--namespace', 'tapewire', '--hpa', 'tapewire-gateway', '--replicas', '8', '--trading-days-only'] }] });
    expect(podOf(only(manifests, 'CronJob', '-lower'))).toMatchObject({ containers: [{ args: expect.arrayContaining(['--replicas', '3']) }] });
    expect(only(manifests, 'Role')).toMatchObject({ rules: [{ resourceNames: ['tapewire-gateway'], verbs: ['get', 'patch'] }] });
    expect(await kinds([], 'CronJob')).toEqual([]);
  });

  it('may be KEDA’s, which asks Prometheus and has the floor as a schedule', async () => {
    const manifests = await render({ values: [CI_VALUES.get('keda')!] });
    expect(manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler' || kind === 'CronJob')).toEqual([]);
    expect(only(manifests, 'ScaledObject', '-gateway').spec).toMatchObject({ triggers: [
      { type: 'prometheus', metadata: { query: 'sum(tapewire_gateway_saturation{part="all",namespace="tapewire"})', threshold: '0.6' } },
      { type: 'cpu' }, { type: 'cron', metadata: { timezone: 'America/New_York', desiredReplicas: '4' } },
    ] });
    expect(only(manifests, 'ScaledObject', '-normalizer').spec).toMatchObject({ maxReplicaCount: 12, triggers: [
      { type: 'cron' }, { type: 'kafka', metadata: { consumerGroup: 'tapewire.normalizer', topic: 'tapewire.raw' } },
    ] });
  });
});

describeWithHelm('the way in', () => {
  it('is one host for page and gateways, with no limit to how long a WebSocket lasts', async () => {
    const route = only(await render(production), 'HTTPRoute');
    expect(route.spec).toMatchObject({ hostnames: ['tape.example.com'], rules: [
      { matches: [{ path: { value: '/socket.io' } }], timeouts: { request: '0s' }, backendRefs: [{ name: 'tapewire-gateway' }] },
      { backendRefs: [{ name: 'tapewire-web' }] },
    ] });
  });

  it('may be an Ingress, with time-outs for WebSockets', async () => {
    const ingress = only(await render({ values: [CI_VALUES.get('delayed-only')!] }), 'Ingress');
    expect(ingress.metadata.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/proxy-read-timeout': '3600' });
  });

  it('is the page’s own address for browsers', async () => {
    const [container] = podOf(only(await render(production), 'Deployment', '-web'))!.containers;
    expect(container!.env).toContainEqual({ name: 'GATEWAY_URLS', value: 'https://tape.example.com' });
  });

  it('drains: out of the Service first, then connections by slices, then the rest', async () => {
    const deployment = only(await render(), 'Deployment', '-gateway');
    expect(podOf(deployment)).toMatchObject({ terminationGracePeriodSeconds: 60, containers: [{ lifecycle: { preStop: { sleep: { seconds: 5 } } } }] });
    expect(podOf(deployment)!.containers[0]!.env).toEqual(expect.arrayContaining([{ name: 'GATEWAY_DRAIN_MS', value: '30000' }, { name: 'TAPEWIRE_DRAIN_TIMEOUT_MS', value: '38000' }]));
  });
});

describeWithHelm('secrets', () => {
  it('reach each pod as files, only its own key', async () => {
    const manifests = await render(production);
    const normalizer = podOf(only(manifests, 'Deployment', '-normalizer'))!;
    expect(normalizer.containers[0]!.env).toEqual(expect.arrayContaining([
      { name: 'KAFKA_USERNAME', value: 'tapewire-normalizer' },
      { name: 'KAFKA_PASSWORD_FILE', value: '/etc/tapewire/secrets/tapewire-kafka/normalizer-password' },
      { name: 'KAFKA_CA_FILE', value: '/etc/tapewire/kafka-ca/ca.crt' },
    ]));
    expect(normalizer).toMatchObject({ volumes: expect.arrayContaining([expect.objectContaining({ secret: expect.objectContaining({ secretName: 'tapewire-kafka', items: [{ key: 'normalizer-password', path: 'normalizer-password' }] }) })]) });
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it('of the demo is made by the chart, and never with your own sign-in', async () => {
    expect(await kinds([], 'Secret')).toEqual(['tapewire-auth']);
    expect(await kinds(['auth.existingSecret="mine"'], 'Secret')).toEqual([]);
    expect(await renderText({ ...production, only: 'templates/web/deployment.yaml' })).not.toContain('JWT_SECRET');
  });

  it('of the demo may have a key before the present one, which gateways accept and the page does not sign with', async () => {
    const manifests = await render({ set: ['auth.existingSecret="mine"', 'auth.withPrevious=true'] });
    const files = (end: string): unknown => podOf(only(manifests, 'Deployment', end))!.containers[0]!.env.filter(({ name }) => name.startsWith('JWT_')).map(({ value }) => value);
    expect(files('-gateway')).toEqual(['/etc/tapewire/secrets/mine/jwt-secret', '/etc/tapewire/secrets/mine/jwt-secret-previous']);
    expect(files('-web')).toEqual(['/etc/tapewire/secrets/mine/jwt-secret']);
    await expect(renderText({ set: ['auth.withPrevious=true'] })).rejects.toThrow('auth.existingSecret: expected the Secret with jwt-secret and jwt-secret-previous');
  });

  it('that are read at the start alone are in an annotation of the pods, by which an upgrade replaces them', async () => {
    const annotations = (manifests: Awaited<ReturnType<typeof render>>, end: string): unknown =>
      (only(manifests, 'Deployment', end).spec as { template: { metadata: { annotations?: Record<string, string> } } }).template.metadata.annotations;
    const manifests = await render({ set: [
      'auth.existingSecret="mine"', 'feedIngestor.feeds.live={"feed":"massive","existingSecret":"vendor"}', 'webhook.enabled=true', 'webhook.existingSecret="chat"',
    ] });
    expect(annotations(manifests, '-gateway')).toEqual({ 'checksum/auth': expect.any(String) });
    expect(annotations(manifests, '-feed-ingestor-live')).toEqual({ 'checksum/feed-key': expect.any(String) });
    expect(annotations(manifests, '-feed-ingestor-demo')).toBeUndefined();
    expect(annotations(manifests, '-webhook')).toEqual({ 'checksum/webhook': expect.any(String) });
  });
});

describeWithHelm('network policies', () => {
  it('deny all, then allow each component what it needs', async () => {
    const manifests = await render(production);
    expect(only(manifests, 'NetworkPolicy', '-default-deny').spec).toEqual({ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'tapewire', 'app.kubernetes.io/instance': 'tapewire' } }, policyTypes: ['Ingress', 'Egress'] });
    expect(only(manifests, 'NetworkPolicy', 'tapewire-gateway').spec).toMatchObject({
      ingress: [{ ports: [{ port: 8081 }], from: [{ namespaceSelector: expect.anything() }, { podSelector: { matchLabels: expect.objectContaining({ 'app.kubernetes.io/component': 'test' }) } }] }, { ports: [{ port: 9464 }], from: [expect.anything()] }],
      egress: [{ ports: [{ port: 53 }, { port: 53 }] }, { ports: [{ port: 6380 }] }, { ports: [{ port: 4318 }] }, { ports: [{ port: 443 }] }],
    });
    const kafkaPorts = JSON.stringify(only(manifests, 'NetworkPolicy', 'tapewire-gateway').spec).includes('9093');
    expect(kafkaPorts).toBe(false);
    expect(await kinds(['networkPolicy.enabled=false'], 'NetworkPolicy')).toEqual([]);
  });

  it('cover every component that has pods', async () => {
    const manifests = await render(production);
    const components = (of: readonly string[]) => new Set(manifests.filter(({ kind }) => of.includes(kind)).map(({ metadata }) => metadata.labels['app.kubernetes.io/component']));
    const policed = components(['NetworkPolicy']);
    for (const component of components(['Deployment', 'StatefulSet', 'Job', 'CronJob', 'Pod'])) expect(policed).toContain(component);
  });
});

describeWithHelm('the rest', () => {
  it('has a disruption budget per component, and none by value', async () => {
    expect(await kinds([], 'PodDisruptionBudget')).toEqual(['tapewire-feed-ingestor-demo', 'tapewire-gateway', 'tapewire-normalizer', 'tapewire-redis-indexer', 'tapewire-web']);
    expect(await kinds(['web.pdb.enabled=false'], 'PodDisruptionBudget')).not.toContain('tapewire-web');
  });

  it('replaces consumers one at a time', async () => {
    for (const name of ['-normalizer', '-redis-indexer']) {
      expect(only(await render(), 'Deployment', name).spec).toMatchObject({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } });
    }
  });

  it('runs each feed by itself, and no demo beside them', async () => {
    const names = (await render(production)).filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name.includes('ingestor')).map(({ metadata }) => metadata.name);
    expect(names).toEqual(['tapewire-feed-ingestor-opra-a', 'tapewire-feed-ingestor-opra-b']);
    expect(only(await render({ set: ['feedIngestor.feeds.demo.replicas=0'] }), 'Deployment', '-demo').spec).toMatchObject({ replicas: 0 });
  });

  it('makes the topics by a job that what it does gives its name', async () => {
    const one = only(await render(), 'Job');
    const other = only(await render({ set: ['kafka.partitions=24'] }), 'Job');
    expect(one.metadata.name).toMatch(/^tapewire-topics-[0-9a-f]{8}$/);
    expect(other.metadata.name).not.toBe(one.metadata.name);
    expect(only(await render(), 'Deployment', '-demo')).toBeDefined();
  });

  it('hands rules and thresholds to every ingestor as files that it reads again', async () => {
    const manifests = await render({ set: ['rules=[{"id":"whale","when":"premium>=1M"}]', 'settings={"largePremium":250000}'] });
    expect(only(manifests, 'ConfigMap', '-settings')).toMatchObject({ data: { 'rules.yaml': expect.stringContaining('id: whale'), 'settings.yaml': 'largePremium: 250000\n' } });
    expect(podOf(only(manifests, 'Deployment', '-demo'))!.containers[0]!.env).toEqual(expect.arrayContaining([
      { name: 'RULES_FILE', value: '/etc/tapewire/settings/rules.yaml' }, { name: 'SETTINGS_FILE', value: '/etc/tapewire/settings/settings.yaml' },
    ]));
    expect(await kinds([], 'ConfigMap')).not.toContain('tapewire-settings');
  });

  it('posts alerts where a Secret says, by value alone', async () => {
    const set = ['webhook.enabled=true', 'webhook.existingSecret="hook"', 'webhook.withSecret=true', 'webhook.env={"WEBHOOK_SEVERITY":"high"}'];
    const manifests = await render({ set });
    expect(podOf(only(manifests, 'Deployment', '-webhook'))!.containers[0]!.env).toEqual(expect.arrayContaining([
      { name: 'WEBHOOK_SEVERITY', value: 'high' }, { name: 'WEBHOOK_URL_FILE', value: '/etc/tapewire/secrets/hook/webhook-url' },
    ]));
    expect(only(manifests, 'NetworkPolicy', '-webhook').spec).toMatchObject({ egress: [expect.anything(), { ports: [{ port: 9092 }] }, { ports: [{ port: 443 }] }] });
    expect(await kinds([], 'Deployment')).not.toContain('tapewire-webhook');
  });

  it('hands plans over as a ConfigMap without a checksum on the pods, since gateways read them again', async () => {
    const manifests = await render(production);
    expect(only(manifests, 'ConfigMap', '-plans')).toMatchObject({ data: { 'plans.yaml': expect.stringContaining('rowsPerSecond: 20000') } });
    expect(JSON.stringify(only(manifests, 'Deployment', '-gateway'))).not.toContain('checksum/plans');
  });

  it('has monitors and dashboards by value alone', async () => {
    expect(only(await render(production), 'ServiceMonitor').spec).toMatchObject({ endpoints: [{ port: 'management', path: '/metrics' }] });
    expect(await kinds([], 'ServiceMonitor')).toEqual([]);
    const rules = JSON.stringify(only(await render(production), 'PrometheusRule'));
    expect(rules).toContain('"runbook_url":"https://git.example.com/tapewire/blob/main/docs/runbooks/');
    expect(rules).not.toContain('"runbook_url":"docs/');
    expect((await render(production)).filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.includes('-dashboard-')).length).toBeGreaterThan(2);
  });

  it('adds objects of yours, templates included', async () => {
    expect(await kinds(['extraObjects=[{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{ .Release.Name }}-mine"}}]'], 'ConfigMap')).toContain('tapewire-mine');
  });

  it('tests itself by a pod that subscribes and waits for a trade', async () => {
    const pod = only(await render(), 'Pod');
    expect(pod.metadata.annotations).toMatchObject({ 'helm.sh/hook': 'test' });
    expect(podOf(pod)).toMatchObject({ containers: [{ args: ['tail', '--json', '--limit', '0', '--count', '1', '--timeout', '120'] }] });
  });

  it('labels every object by release, component and chart', async () => {
    for (const { metadata } of await render(production)) {
      expect(metadata.labels).toMatchObject({ 'app.kubernetes.io/name': 'tapewire', 'app.kubernetes.io/instance': 'tapewire', 'app.kubernetes.io/part-of': 'tapewire' });
    }
  });

  it('may be installed twice in one namespace', async () => {
    const names = new Set((await render()).map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    for (const { kind, metadata } of await render({ release: 'second' })) expect(names).not.toContain(`${kind}/${metadata.name}`);
  });
});
