import type { Bound, NormalNode } from './ast.ts';
import { type Field, fieldOf, isOrdered } from './fields.ts';
import { formatValue } from './print.ts';

/** A filter as JSON (TRADE.md section 2); `{}` lets every trade through. */
export type JsonFilter =
  | { readonly and: readonly JsonFilter[] }
  | { readonly or: readonly JsonFilter[] }
  | { readonly not: JsonFilter }
  | JsonTerm
  | Readonly<Record<string, never>>;

export interface JsonTerm {
  readonly field: string;
  readonly in?: readonly (string | number)[];
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
}

const jsonValue = (field: Field, value: string | number): string | number =>
  isOrdered(field) && (field.type === 'number' || field.type === 'instant') ? value : formatValue(field, value);

const end = (field: Field, open: 'gt' | 'lt', closed: 'gte' | 'lte', bound: Bound | undefined): Partial<JsonTerm> =>
  bound === undefined ? {} : { [bound.open ? open : closed]: jsonValue(field, bound.value) };

/** The JSON form of a normal filter. */
export function toJson(node: NormalNode): JsonFilter {
  switch (node.type) {
    case 'and':
      return node.nodes.length === 0 ? {} : { and: node.nodes.map(toJson) };
    case 'or':
      return node.nodes.length === 0 ? { not: {} } : { or: node.nodes.map(toJson) };
    case 'not':
      return { not: toJson(node.node) };
    case 'exceeds':
      return { field: node.field, gt: 'oi' };
    case 'in': {
      const field = fieldOf(node.field);
      return { field: field.name, in: node.values.map((value) => jsonValue(field, value)) };
    }
    case 'range': {
      const field = fieldOf(node.field);
      return { field: field.name, ...end(field, 'gt', 'gte', node.min), ...end(field, 'lt', 'lte', node.max) };
    }
  }
}
