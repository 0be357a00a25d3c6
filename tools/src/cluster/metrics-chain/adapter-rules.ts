import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REPO_ROOT } from '@tapewire/testkit';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const adapterValues = z.strictObject({ rules: z.strictObject({ default: z.literal(false), custom: z.array(z.looseObject({ seriesQuery: z.string() })) }) });

/** The adapter's own configuration as its chart makes it of `k8s/monitoring/prometheus-adapter-values.yaml`. */
export async function shippedAdapterRules(): Promise<string> {
  const text = await readFile(join(REPO_ROOT, 'k8s/monitoring/prometheus-adapter-values.yaml'), 'utf8');
  return stringify({ rules: adapterValues.parse(parse(text)).rules.custom });
}
