import { reportToStderr } from '@tapewire/testkit';
import { kubernetesTools } from '../../src/chart/kubernetes-tools.ts';

const tools = await kubernetesTools(reportToStderr).catch((error: unknown) => {
  console.log(`skipped: what renders the chart, no Helm here (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)})`);
});

/** Whether the specs that render the chart can run. */
export const helmIsThere: boolean = tools !== undefined;
