import type { ValueNode } from './values-comments.ts';

type Schema = Record<string, unknown>;

/** Sections whose pods may differ from `pod` in each of its keys. */
const SERVICES = ['feedIngestor', 'normalizer', 'redisIndexer', 'gateway', 'web', 'webhook'];

/** The JSON schema of the chart's values: sections are closed, so that a typing error is refused. */
export function valuesSchema(values: readonly ValueNode[]): string {
  const schema = sectionOf(values);
  const properties = record(schema['properties']);
  const pod = record(record(properties['pod'])['properties']);
  for (const service of SERVICES) {
    const section = record(properties[service]);
    section['properties'] = { ...record(section['properties']), ...pod };
  }
  properties['global'] = { type: 'object' };
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', title: 'Values of the Tapewire chart', ...schema }, null, 2)}\n`;
}

const record = (value: unknown): Schema => {
  if (typeof value !== 'object' || value === null) throw new Error('values.yaml: a section was expected');
  return value as Schema;
};

function sectionOf(children: readonly ValueNode[]): Schema {
  return { type: 'object', properties: Object.fromEntries(children.map((child) => [child.key, schemaOf(child)])), additionalProperties: false };
}

function schemaOf({ doc, schema, value, children }: ValueNode): Schema {
  const description = doc === '' ? {} : { description: doc };
  if (children !== undefined) return { ...description, ...sectionOf(children), ...schema };
  return { ...description, ...typeOf(value), ...schema };
}

function typeOf(value: unknown): Schema {
  if (Array.isArray(value)) return { type: 'array' };
  if (value === null) return {};
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return { type: typeof value };
}
