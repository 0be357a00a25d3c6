import { quiet, runCommand } from '@tapewire/testkit';
import { kubernetesTools } from './kubernetes-tools.ts';
import { parseManifests, type Manifest } from './manifest.ts';
import { CHART } from './paths.ts';

export interface RenderOptions {
  readonly values?: readonly string[];
  /** `--set-json` arguments, `gateway.replicas=3`. */
  readonly set?: readonly string[];
  readonly release?: string;
  /** One template of the chart, `templates/gateway/hpa.yaml`. */
  readonly only?: string;
}

/** `helm template` of the chart. Rejects with what Helm says. */
export async function renderText({ values = [], set = [], release = 'tapewire', only }: RenderOptions = {}): Promise<string> {
  const { helm } = await kubernetesTools(quiet);
  const args = ['template', release, CHART, '--namespace', 'tapewire',
    ...values.flatMap((file) => ['--values', file]), ...set.flatMap((one) => ['--set-json', one]), ...(only === undefined ? [] : ['--show-only', only])];
  return runCommand(helm, args, { what: 'helm template', report: quiet });
}

export const render = async (options: RenderOptions = {}): Promise<Manifest[]> => parseManifests(await renderText(options));
