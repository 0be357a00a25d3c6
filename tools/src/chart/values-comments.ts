import { isMap, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';

/** One value of values.yaml with what its comment says. */
export interface ValueNode {
  readonly path: readonly string[];
  readonly key: string;
  readonly doc: string;
  /** What the comment adds to the JSON schema. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  /** Of a section, in the file's order; undefined for a value. Maps in one line (`{a: 1}`) are values. */
  readonly children: readonly ValueNode[] | undefined;
}

/** Keys whose value is an object of Kubernetes and none of the chart's. */
const KUBERNETES_OBJECTS = ['resources', 'behavior', 'podSecurityContext', 'securityContext'];
const DOC = /^\s*--\s*(.*)$/;
const SCHEMA = /^@schema\s+/;

/** The values of a chart's values.yaml, as a tree. */
export function readValues(text: string): ValueNode[] {
  const document = parseDocument(text);
  if (!isMap(document.contents)) throw new Error('values.yaml: a map was expected');
  return nodes(document.contents, [], document.toJS());
}

function nodes(map: YAMLMap, path: readonly string[], plain: unknown): ValueNode[] {
  const values = z.record(z.string(), z.unknown()).parse(plain);
  return map.items.map((pair, index) => {
    if (!isScalar(pair.key)) throw new Error(`values.yaml: ${path.join('.')}: a plain key was expected`);
    const key = String(pair.key.value);
    const { doc, schema } = readComment(commentOf(pair, index === 0 ? map.commentBefore : undefined));
    const { value } = pair;
    const section = isMap(value) && value.flow !== true && value.items.length > 0 && !KUBERNETES_OBJECTS.includes(key) && !('additionalProperties' in schema);
    const own = [...path, key];
    return { path: own, key, doc, schema, value: values[key], children: section ? nodes(value, own, values[key]) : undefined };
  });
}

/** A map's first key has its comment at the map. */
function commentOf(pair: Pair, ofMap: string | null | undefined): string {
  const own = isScalar(pair.key) ? pair.key.commentBefore : undefined;
  return own ?? ofMap ?? '';
}

function readComment(comment: string): { doc: string; schema: Record<string, unknown> } {
  const line = comment.split('\n').findLast((one) => DOC.test(one));
  const text = line === undefined ? '' : (DOC.exec(line)?.[1] ?? '');
  if (!SCHEMA.test(text)) return { doc: text, schema: {} };
  const json = text.replace(SCHEMA, '');
  const end = closingBrace(json);
  const schema: unknown = JSON.parse(json.slice(0, end));
  if (typeof schema !== 'object' || schema === null) throw new Error(`values.yaml: @schema: a JSON object was expected, was ${json.slice(0, end)}`);
  return { doc: json.slice(end).trim(), schema: { ...schema } };
}

/** Where the JSON object that a text begins with ends. */
function closingBrace(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '{') depth += 1;
    if (text[i] === '}') depth -= 1;
    if (depth === 0) return i + 1;
  }
  throw new Error(`values.yaml: @schema: a whole JSON object was expected, was ${text}`);
}
