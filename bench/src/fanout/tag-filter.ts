import type { Row } from '@tapewire/contracts';
import { type Bound, type Filter, findField, indexFields, type Leaf, type NormalNode, TAG_SEPARATOR } from '@tapewire/filter';

/** A filter of Centrifugo over the tags of a publication. */
export interface TagFilter {
  readonly op?: 'and' | 'or' | 'not';
  readonly key?: string;
  readonly cmp?: 'in' | 'ex' | 'gt' | 'gte' | 'lt' | 'lte';
  readonly val?: string;
  readonly vals?: readonly string[];
  readonly nodes?: readonly TagFilter[];
}

/** Where a field has several values, each is a tag of its own, since a tag has one value. */
const valueTag = (key: string, value: string | number): string => `${key}=${value}`;

/** The tags by which a filter finds a trade. */
export function tagsOf(row: Row): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const [key, text] of Object.entries(indexFields(row))) {
    tags[key] = text;
    // The index has nearly all texts in one attribute, as `<field>=<text>`.
    for (const one of text.split(TAG_SEPARATOR)) {
      const at = one.indexOf('=');
      if (at > 0) tags[one.slice(0, at)] = one.slice(at + 1);
      tags[at > 0 ? one : valueTag(key, one)] = '1';
    }
  }
  return tags;
}

/** The tags that a filter looks at. */
export const tagKeys = (filter: TagFilter): string[] => (filter.key === undefined ? (filter.nodes ?? []).flatMap(tagKeys) : [filter.key]);

/** The same filter over tags. */
export const tagFilter = (filter: Filter): TagFilter => nodeFilter(filter.ast);

function nodeFilter(node: NormalNode): TagFilter {
  if (node.type === 'and' || node.type === 'or') return several(node.type, node.nodes.map(nodeFilter));
  if (node.type === 'not') return { op: 'not', nodes: [leafFilter(node.node)] };
  return leafFilter(node);
}

const several = (op: 'and' | 'or', nodes: readonly TagFilter[]): TagFilter => (nodes.length === 1 && nodes[0] ? nodes[0] : { op, nodes });

function leafFilter(leaf: Leaf): TagFilter {
  if (leaf.type === 'exceeds') return { key: valueTag('cmp', `${leaf.field}>oi`), cmp: 'ex' };
  const field = findField(leaf.field);
  if (!field) throw new Error(`there is no field ${leaf.field}`);
  if (leaf.type === 'in') {
    if (field.type !== 'tags') return { key: field.index, cmp: 'in', vals: leaf.values.map(String) };
    return several('or', leaf.values.map((value) => ({ key: valueTag(field.index, value), cmp: 'ex' })));
  }
  const ends: TagFilter[] = [];
  if (leaf.min) ends.push(end(field.index, leaf.min, 'gt'));
  if (leaf.max) ends.push(end(field.index, leaf.max, 'lt'));
  return several('and', ends);
}

const end = (key: string, { value, open }: Bound, cmp: 'gt' | 'lt'): TagFilter => ({ key, cmp: open ? cmp : `${cmp}e`, val: String(value) });
