/** Writes docs/configuration.md from the services' own schemas: `npm run docs:configuration`. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describeConfig, type ConfigRow } from '@tapewire/config';
import { REPO_ROOT } from '@tapewire/testkit';
import { z } from 'zod';

export const CONFIGURATION_FILE: string = join(REPO_ROOT, 'docs', 'configuration.md');

/** Where each schema is, services in the order of the flow. */
export const SCHEMAS: readonly (readonly [string, string])[] = [
  ['Every service', 'libs/service/src/schema.ts'],
  ['feed-ingestor', 'services/feed-ingestor/src/config.ts'],
  ['normalizer', 'services/normalizer/src/config.ts'],
  ['redis-indexer', 'services/redis-indexer/src/config.ts'],
  ['webhook', 'services/webhook/src/config.ts'],
  ['gateway', 'services/gateway/src/config.ts'],
  ['web', 'services/web/server/config.ts'],
];

const INTRODUCTION = `# Configuration

Every service is configured by environment variables alone. This file is generated from the services' schemas
(\`npm run docs:configuration\`); a test holds it to them.

- A value that does not fit ends the service at its start with a line that names the variable, what it was and what was expected.
- An unknown variable that begins with \`TAPEWIRE_\` does the same: it is a typing error.
- An empty variable counts as not set.
- A secret can be read from a file: \`<VARIABLE>_FILE\` instead of \`<VARIABLE>\`. The files of passwords and certificates of
  Kafka and Redis are read again at every connection, so that a rotated one needs no restart.
`;

/** The whole file, from the schemas as they are now. */
export async function configurationDocument(): Promise<string> {
  const sections: string[] = [];
  for (const [service, path] of SCHEMAS) {
    const file = join(REPO_ROOT, path);
    if (existsSync(file)) sections.push(section(service, await schemaOf(file)));
  }
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

export async function schemaOf(file: string): Promise<z.ZodObject> {
  const module = (await import(pathToFileURL(file).href)) as { schema?: unknown; serviceSchema?: unknown };
  const schema = module.schema ?? module.serviceSchema;
  if (!(schema instanceof z.ZodObject)) throw new Error(`${file} does not export its config as \`schema\``);
  return schema;
}

function section(title: string, schema: z.ZodObject): string {
  const rows = describeConfig(schema).map((row) => `| \`${row.env}\` | ${cell(row.doc)} | ${cell(row.expected)} | ${fallbackOf(row)} |`);
  return [`## ${title}`, '', '| variable | meaning | expected | default |', '|---|---|---|---|', ...rows, ''].join('\n');
}

function fallbackOf({ required, fallback, secret }: ConfigRow): string {
  if (required) return secret ? '**required**, secret' : '**required**';
  if (fallback === undefined) return secret ? 'not set, secret' : 'not set';
  return fallback === '' ? 'empty' : `\`${cell(fallback)}\``;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

if (process.argv[1] === import.meta.filename) {
  await writeFile(CONFIGURATION_FILE, await configurationDocument());
  console.log(`wrote ${CONFIGURATION_FILE}`);
}
