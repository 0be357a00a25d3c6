import { ALL, type Bound, type InNode, type Leaf, type Node, NONE, type NormalNode, type RangeNode } from './ast.ts';
import { fieldOf } from './fields.ts';
import { printNormal } from './print.ts';

type Group = 'and' | 'or';

const isAll = (node: NormalNode): boolean => node.type === 'and' && node.nodes.length === 0;
const isNone = (node: NormalNode): boolean => node.type === 'or' && node.nodes.length === 0;

/**
 * The normal form of a filter: negations moved to the terms (De Morgan), nested groups flattened, terms on one field
 * merged where that keeps the meaning, duplicates dropped, everything sorted. Applying it twice changes nothing.
 */
export function normalize(node: Node): NormalNode {
  return build(node, false);
}

function build(node: Node, negated: boolean): NormalNode {
  switch (node.type) {
    case 'not':
      return build(node.node, !negated);
    case 'and':
    case 'or': {
      const type: Group = (node.type === 'and') === negated ? 'or' : 'and';
      return group(type, node.nodes.map((child) => build(child, negated)));
    }
    default: {
      const leaf = tidy(node);
      if (leaf === undefined) return negated ? ALL : NONE;
      return negated ? { type: 'not', node: leaf } : leaf;
    }
  }
}

/** Combines normal nodes, repeating until no merge makes another possible. */
function group(type: Group, children: readonly NormalNode[]): NormalNode {
  const neutral = type === 'and' ? isAll : isNone;
  const flat = children.flatMap((child) => (child.type === type ? child.nodes : [child])).filter((child) => !neutral(child));
  if (flat.some(type === 'and' ? isNone : isAll)) return type === 'and' ? NONE : ALL;
  const merged = mergeByField(type, flat);
  if (merged.length < flat.length) return group(type, merged);
  const sorted = [...new Map(merged.map((child) => [printNormal(child), child])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const [only] = sorted;
  return only !== undefined && sorted.length === 1 ? only[1] : { type, nodes: sorted.map(([, child]) => child) };
}

/** Merges terms of one field: sets under `or`, ranges and (for fields with one value) sets under `and`, and their negations. */
function mergeByField(type: Group, nodes: readonly NormalNode[]): NormalNode[] {
  const out: NormalNode[] = [];
  const places = new Map<string, number>();
  for (const node of nodes) {
    const key = mergeKey(type, node);
    const place = key === undefined ? undefined : places.get(key);
    const before = place === undefined ? undefined : out[place];
    if (key === undefined || place === undefined || before === undefined) {
      if (key !== undefined) places.set(key, out.length);
      out.push(node);
      continue;
    }
    const merged = merge(type, before, node);
    out[place] = merged;
    // A merge may leave nothing or a single value, which merges with other terms: the next round does that.
    if (mergeKey(type, merged) !== key) places.delete(key);
  }
  return out;
}

/** Terms with equal keys merge. A negated term merges as the term itself does in the other kind of group. */
function mergeKey(type: Group, node: NormalNode): string | undefined {
  if (node.type === 'not') {
    const key = mergeKey(type === 'and' ? 'or' : 'and', node.node);
    return key === undefined ? undefined : `not ${key}`;
  }
  if (node.type === 'in') return type === 'or' || fieldOf(node.field).type !== 'tags' ? `in ${node.field}` : undefined;
  return node.type === 'range' && type === 'and' ? `range ${node.field}` : undefined;
}

function merge(type: Group, a: NormalNode, b: NormalNode): NormalNode {
  if (a.type === 'not' && b.type === 'not') return build(merge(type === 'and' ? 'or' : 'and', a.node, b.node), true);
  if (a.type === 'in' && b.type === 'in') return build(type === 'or' ? union(a, b) : intersection(a, b), false);
  if (a.type === 'range' && b.type === 'range') return build(overlap(a, b), false);
  throw new Error(`can't merge ${a.type} and ${b.type}`);
}

const union = (a: InNode, b: InNode): InNode => ({ ...a, values: [...a.values, ...b.values] });

const intersection = (a: InNode, b: InNode): InNode => ({ ...a, values: a.values.filter((value) => b.values.includes(value)) });

function overlap(a: RangeNode, b: RangeNode): RangeNode {
  const min = tighter(a.min, b.min, 1);
  const max = tighter(a.max, b.max, -1);
  return { type: 'range', field: a.field, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

/** The bound that lets less through; `sign` 1 for lower bounds, -1 for upper ones. */
function tighter(a: Bound | undefined, b: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.value === b.value) return a.open ? a : b;
  return (a.value - b.value) * sign > 0 ? a : b;
}

/** A term in normal form; undefined when no value can satisfy it. */
function tidy(leaf: Leaf): Leaf | undefined {
  if (leaf.type === 'in') return leaf.values.length === 0 ? undefined : { ...leaf, values: sortedSet(leaf.values) };
  if (leaf.type === 'exceeds' || leaf.min === undefined || leaf.max === undefined) return leaf;
  const { min, max } = leaf;
  if (min.value > max.value || (min.value === max.value && (min.open || max.open))) return undefined;
  // A point of time stays a range: as a set, `time:09:35` would mean the whole minute.
  const isPoint = min.value === max.value && fieldOf(leaf.field).type !== 'time';
  return isPoint ? { type: 'in', field: leaf.field, values: [min.value] } : leaf;
}

function sortedSet(values: readonly (string | number)[]): (string | number)[] {
  return [...new Set(values)].sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1));
}
