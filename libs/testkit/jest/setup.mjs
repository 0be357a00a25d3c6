import { PARTS_URL } from '../src/local-parts.ts';
import { servePartsForSpecs } from '../src/parts-server.ts';

/** Jest's global setup, called once a project: the first call of a run opens its shared Kafka and Redis to the specs. */
export default async function setup() {
  globalThis.tapewireProjects = (globalThis.tapewireProjects ?? 0) + 1;
  if (process.env[PARTS_URL] !== undefined) return;
  globalThis.tapewireParts = await servePartsForSpecs();
  process.env[PARTS_URL] = globalThis.tapewireParts.url;
}
