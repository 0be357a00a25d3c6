import { readFile } from 'node:fs/promises';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { Manifest } from './manifest.ts';

const KINDS = 'x-kubernetes-group-version-kind';
const swagger = z.looseObject({ definitions: z.record(z.string(), z.looseObject({ [KINDS]: z.array(z.looseObject({ group: z.string(), version: z.string(), kind: z.string() })).optional() })) });
const customResource = z.looseObject({ spec: z.looseObject({
  group: z.string(),
  names: z.looseObject({ kind: z.string() }),
  versions: z.array(z.looseObject({ name: z.string(), schema: z.looseObject({ openAPIV3Schema: z.looseObject({}) }) })),
}) });

/** Checks objects against the schemas of an API server, as strictly as it would with fieldValidation=Strict. */
export class ManifestValidator {
  readonly #ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  /** `group/version/Kind` → schema or a reference to one. */
  readonly #schemas = new Map<string, object>();
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor(openApi: unknown) {
    const { definitions } = swagger.parse(openApi);
    this.#ajv.addSchema({ $id: 'kubernetes', definitions: closed(definitions) });
    for (const [name, definition] of Object.entries(definitions)) {
      for (const { group, version, kind } of definition[KINDS] ?? []) {
        this.#schemas.set(key(group === '' ? version : `${group}/${version}`, kind), { $ref: `kubernetes#/definitions/${name}` });
      }
    }
  }

  /** Adds the kinds that files of custom resource definitions define. */
  async addCustomResources(files: readonly string[]): Promise<void> {
    for (const file of files) {
      for (const document of parseAllDocuments(await readFile(file, 'utf8'))) {
        const { spec: { group, names, versions } } = customResource.parse(document.toJS());
        for (const { name, schema } of versions) {
          this.#schemas.set(key(`${group}/${name}`, names.kind), withMetadata(closed(schema.openAPIV3Schema)));
        }
      }
    }
  }

  /** What is wrong with the object: `<kind>/<name><path>: …`. */
  check(manifest: Manifest): string[] {
    const name = key(manifest.apiVersion, manifest.kind);
    const schema = this.#schemas.get(name);
    if (schema === undefined) return [`${name}: this version of Kubernetes has no such kind`];
    const validate = this.#compiled.get(name) ?? this.#ajv.compile(schema);
    this.#compiled.set(name, validate);
    const valid: boolean = validate(manifest);
    if (valid) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => `${manifest.kind}/${manifest.metadata.name}${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`);
  }
}

const key = (apiVersion: string, kind: string): string => `${apiVersion}/${kind}`;

/** In definitions, `metadata` says only that it is an object; what an object has by itself is known. */
const withMetadata = (schema: object): object => ({
  ...schema,
  properties: { ...('properties' in schema && typeof schema.properties === 'object' ? schema.properties : {}), apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } },
});

/** The schema with unknown keys refused, and the three types that JSON schema cannot say as the API server reads them. */
function closed(schema: unknown): object {
  const copy = visit(schema);
  if (typeof copy !== 'object' || copy === null) throw new Error('a schema was expected to be an object');
  return copy;
}

function visit(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(visit);
  if (typeof node !== 'object' || node === null) return node;
  const copy: Record<string, unknown> = Object.fromEntries(Object.entries(node).map(([name, value]) => [name, visit(value)]));
  if (copy['format'] === 'int-or-string' || copy['x-kubernetes-int-or-string'] === true) return { type: ['string', 'integer'] };
  if (typeof copy['description'] === 'string' && copy['description'].startsWith('Quantity is a fixed-point')) return { type: ['string', 'number'] };
  // Go's way of ignoring case from here on.
  if (typeof copy['pattern'] === 'string') copy['pattern'] = copy['pattern'].replace(/\(\?i\)(.*)$/, '(?i:$1)');
  const open = copy['x-kubernetes-preserve-unknown-fields'] === true || copy['additionalProperties'] !== undefined;
  if (copy['type'] === 'object' && typeof copy['properties'] === 'object' && !open) copy['additionalProperties'] = false;
  return copy;
}
