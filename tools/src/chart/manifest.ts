import { parseAllDocuments } from 'yaml';
import { z } from 'zod';

const environmentVariable = z.looseObject({ name: z.string(), value: z.string().optional() });
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  env: z.array(environmentVariable).default([]),
  securityContext: z.looseObject({}).optional(),
  volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })).default([]),
});
const podSpec = z.looseObject({ containers: z.array(container), securityContext: z.looseObject({}).optional(), hostNetwork: z.boolean().optional() });
export type PodSpec = z.output<typeof podSpec>;
export type Container = z.output<typeof container>;

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).default({}), annotations: z.record(z.string(), z.string()).default({}) }),
  spec: z.looseObject({}).optional(),
});
/** One Kubernetes object. */
export type Manifest = z.output<typeof manifest>;

/** The objects of a YAML stream; empty documents are left out. */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    const value: unknown = document.toJS();
    return value === null ? [] : [manifest.parse(value)];
  });
}

const template = z.looseObject({ template: z.looseObject({ spec: podSpec }) });
const cronJob = z.looseObject({ jobTemplate: z.looseObject({ spec: template }) });

/** What a workload's pods are, or undefined for an object that has none. */
export function podOf({ kind, spec }: Manifest): PodSpec | undefined {
  if (kind === 'Pod') return podSpec.parse(spec);
  if (kind === 'CronJob') return cronJob.parse(spec).jobTemplate.spec.template.spec;
  return ['Deployment', 'StatefulSet', 'Job'].includes(kind) ? template.parse(spec).template.spec : undefined;
}

/** The only object of a kind and, when given, a name that ends so. */
export function only(manifests: readonly Manifest[], kind: string, nameEnds = ''): Manifest {
  const found = manifests.filter((one) => one.kind === kind && one.metadata.name.endsWith(nameEnds));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${kind} …${nameEnds}: one object was expected, was ${found.length}: ${found.map(({ metadata }) => metadata.name).join(', ')}`);
  return first;
}
