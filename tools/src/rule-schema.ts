/** Writes docs/rules.schema.json, the JSON schema of alert rule files, from the schema that reads them: `npm run docs:rules`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ruleFileSchema } from '@tapewire/market';
import { REPO_ROOT } from '@tapewire/testkit';

export const RULE_SCHEMA_FILE: string = join(REPO_ROOT, 'docs', 'rules.schema.json');

export const ruleSchemaDocument = (): string => `${JSON.stringify({ title: 'Tapewire alert rules', ...ruleFileSchema() }, null, 2)}\n`;

if (process.argv[1] === import.meta.filename) {
  await writeFile(RULE_SCHEMA_FILE, ruleSchemaDocument());
  console.log(`wrote ${RULE_SCHEMA_FILE}`);
}
