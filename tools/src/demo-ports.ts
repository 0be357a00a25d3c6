import { freePorts, isPortFree, MissingPrerequisite, type StackPorts } from '@tapewire/testkit';
import type { DemoSettings } from './demo-options.ts';

/** Management ports lie this far above the page's, where they are free. */
const MANAGEMENT_OFFSET = 100;
/** Services besides the gateways that have a management port. */
const OTHER_SERVICES = 4;

/** The page's and the gateways' ports as asked for; a port that is taken is a mistake to be told, not worked around. */
export async function demoPorts({ port, gateways: count }: DemoSettings): Promise<StackPorts> {
  const gateways = Array.from({ length: count }, (_, i) => port + 1 + i);
  for (const [i, wanted] of [port, ...gateways].entries()) {
    if (await isPortFree(wanted)) continue;
    const what = i === 0 ? 'the page' : `gateway ${i}`;
    throw new MissingPrerequisite(`Port ${wanted} for ${what} is in use; free it, or choose other ports with --port P.`);
  }
  const management: number[] = [];
  for (let i = 0; i < OTHER_SERVICES + count; i += 1) {
    const wanted = port + MANAGEMENT_OFFSET + i;
    management.push((await isPortFree(wanted)) ? wanted : ((await freePorts(1))[0] ?? wanted));
  }
  return { web: port, gateways, management };
}
