/** Writes what is made from the chart's values.yaml: `npm run docs:chart`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CHART, VALUES_FILE } from './paths.ts';
import { chartReadme } from './readme.ts';
import { readValues } from './values-comments.ts';
import { valuesSchema } from './values-schema.ts';

/** The generated files of the chart, by path, as they must be now. */
export async function chartDocuments(): Promise<ReadonlyMap<string, string>> {
  const values = readValues(await readFile(VALUES_FILE, 'utf8'));
  return new Map([[join(CHART, 'values.schema.json'), valuesSchema(values)], [join(CHART, 'README.md'), chartReadme(values)]]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [file, text] of await chartDocuments()) {
    await writeFile(file, text);
    console.log(file);
  }
}
