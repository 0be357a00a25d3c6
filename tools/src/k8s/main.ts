/** Writes what under k8s/ is generated: `npm run k8s:render`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { renderedFiles } from './rendered-files.ts';

for (const [path, content] of await renderedFiles(true)) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  console.log(`wrote ${path}`);
}
