import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, MissingPrerequisite, runCommand, tryCommand, type Report } from '@tapewire/testkit';
import { z } from 'zod';

/** The oldest Kubernetes that the chart supports (Chart.yaml's kubeVersion) and the newest it was tried with. */
export const KUBERNETES_VERSIONS = ['1.31.14', '1.35.4'] as const;

/** Where custom resources of other projects are defined, as Go modules. */
const CUSTOM_RESOURCES = [
  { module: 'sigs.k8s.io/gateway-api@v1.2.1', files: ['config/crd/standard/gateway.networking.k8s.io_httproutes.yaml'] },
  { module: 'github.com/kedacore/keda/v2@v2.17.2', files: ['config/crd/bases/keda.sh_scaledobjects.yaml', 'config/crd/bases/keda.sh_triggerauthentications.yaml'] },
  {
    module: 'github.com/prometheus-operator/prometheus-operator@v0.85.0',
    files: ['example/prometheus-operator-crd/monitoring.coreos.com_servicemonitors.yaml', 'example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml'],
  },
];

const moduleAnswer = z.looseObject({ Dir: z.string() });

/** Kubernetes' own OpenAPI document of a version, from its Go module, downloaded once. */
export async function openApiOf(version: string, report: Report): Promise<unknown> {
  const folder = await cached(`kubernetes-openapi-${version}`, async (building) => {
    await copyFile(join(await moduleFolder(`k8s.io/kubernetes@v${version}`, report), 'api', 'openapi-spec', 'swagger.json'), join(building, 'swagger.json'));
  }, report);
  return JSON.parse(await readFile(join(folder, 'swagger.json'), 'utf8'));
}

/** Files with the custom resource definitions of the Gateway API, KEDA and the Prometheus Operator. */
export async function customResourceFiles(report: Report): Promise<string[]> {
  const folder = await cached('kubernetes-crds-1', async (building) => {
    await mkdir(building, { recursive: true });
    for (const { module, files } of CUSTOM_RESOURCES) {
      const from = await moduleFolder(module, report);
      for (const file of files) await copyFile(join(from, file), join(building, file.slice(file.lastIndexOf('/') + 1)));
    }
  }, report);
  return (await readdir(folder)).map((file) => join(folder, file));
}

async function moduleFolder(module: string, report: Report): Promise<string> {
  if ((await tryCommand('go', ['version'])) === undefined) throw new MissingPrerequisite('Go is needed to fetch the schemas of Kubernetes: install it');
  const what = `downloading ${module}`;
  report(what);
  return moduleAnswer.parse(JSON.parse(await runCommand('go', ['mod', 'download', '-json', module], { what, report }))).Dir;
}
