import { z } from 'zod';
import type { Cluster } from './cluster.ts';
import { expectThat, type Steps } from './steps.ts';

const NAME = 'tapewire-test-auth';
const revisionOf = z.looseObject({ metadata: z.looseObject({ annotations: z.looseObject({ 'deployment.kubernetes.io/revision': z.string() }) }) });

/** A key that is read at the start alone: an upgrade replaces the pods when the Secret has changed, and only then. */
export async function rotation(steps: Steps, cluster: Cluster, set: readonly string[]): Promise<void> {
  await steps.run('a changed JWT_SECRET replaces gateways and page at the next upgrade', async () => {
    const put = async (key: string, previous?: string): Promise<void> => {
      await cluster.kubectl('delete', 'secret', NAME, '--ignore-not-found');
      await cluster.kubectl('create', 'secret', 'generic', NAME, `--from-literal=jwt-secret=${key}`, ...(previous === undefined ? [] : [`--from-literal=jwt-secret-previous=${previous}`]));
    };
    const upgrade = async (...more: readonly string[]): Promise<string[]> => {
      await cluster.deploy('upgrade', [], [...set, `auth.existingSecret="${NAME}"`, ...more]);
      return Promise.all(['gateway', 'web', 'normalizer'].map(async (name) => revisionOf.parse(await cluster.get('deployment', `tapewire-${name}`)).metadata.annotations['deployment.kubernetes.io/revision']));
    };
    const [first, second] = ['first-key-of-at-least-thirty-two-bytes', 'second-key-of-at-least-thirty-two-bytes'] as const;
    await put(first);
    const before = (await upgrade()).map(Number);
    expectThat('revisions with the same Secret', before, (await upgrade()).map(Number));
    await put(second, first);
    const after = (await upgrade('auth.withPrevious=true')).map(Number);
    expectThat('new revisions of gateway, web and normalizer', [1, 1, 0], after.map((revision, i) => revision - (before[i] ?? 0)));
    await cluster.deploy('upgrade', [], set);
    await cluster.kubectl('delete', 'secret', NAME);
    return 'gateway and web rolled once, normalizer not; the same Secret changed nothing';
  });
}
