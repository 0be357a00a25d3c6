import { formatDate } from '../values/date.ts';
import { formatTime } from '../values/time.ts';
import type { Bound, Leaf, NormalNode, RangeNode } from './ast.ts';
import { type Field, fieldOf } from './fields.ts';

/** A value as it is written in canonical text and JSON. */
export function formatValue(field: Field, value: string | number): string {
  if (typeof value === 'string') return value;
  if (field.type === 'date') return formatDate(value);
  return field.type === 'time' ? formatTime(value) : String(value);
}

const PLAIN = /^[^\s,()"\\]+$/;

function printValue(field: Field, value: string | number): string {
  const text = formatValue(field, value);
  return PLAIN.test(text) && !text.includes('..') ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

const lower = (field: Field, bound: Bound): string => `${field.name}${bound.open ? '>' : '>='}${printValue(field, bound.value)}`;
const upper = (field: Field, bound: Bound): string => `${field.name}${bound.open ? '<' : '<='}${printValue(field, bound.value)}`;

function printRange(field: Field, { min, max }: RangeNode): string {
  if (min !== undefined && max !== undefined) {
    if (min.open || max.open) return `${lower(field, min)} ${upper(field, max)}`;
    return `${field.name}:${printValue(field, min.value)}..${printValue(field, max.value)}`;
  }
  if (min !== undefined) return lower(field, min);
  return max === undefined ? '' : upper(field, max);
}

function printLeaf(leaf: Leaf): string {
  if (leaf.type === 'exceeds') return `${leaf.field}>oi`;
  const field = fieldOf(leaf.field);
  if (leaf.type === 'range') return printRange(field, leaf);
  return `${field.name}:${leaf.values.map((value) => printValue(field, value)).join(',')}`;
}

/** The canonical text of a normal filter: parsing it gives the same filter. */
export function printNormal(node: NormalNode): string {
  switch (node.type) {
    case 'and':
      return node.nodes.map((child) => (child.type === 'or' ? `(${printNormal(child)})` : printNormal(child))).join(' ');
    case 'or':
      return node.nodes.length === 0 ? '-()' : node.nodes.map(printNormal).join(' or ');
    case 'not': {
      const term = printLeaf(node.node);
      return term.includes(' ') && node.node.type === 'range' ? `-(${term})` : `-${term}`;
    }
    default:
      return printLeaf(node);
  }
}
