import type { Row } from '@tapewire/contracts';
import type { Filter } from '../filter.ts';
import type { InNode, Leaf, NormalNode, RangeNode } from '../language/ast.ts';
import { fieldOf, isOrdered } from '../language/fields.ts';
import { numberOf, textOf, textsOf } from './cells.ts';

/** Whether a full wire row passes. */
export type Predicate = (row: Row) => boolean;

/** Compiles a filter to a function of the full wire row (TRADE_COLUMNS order). */
export const compilePredicate = (filter: Filter): Predicate => compileNode(filter.ast);

/** Compiles any part of a normal filter. */
export function compileNode(node: NormalNode): Predicate {
  switch (node.type) {
    case 'and':
      return every(node.nodes.map(compileNode));
    case 'or':
      return some(node.nodes.map(compileNode));
    case 'not': {
      const leaf = compileLeaf(node.node);
      return (row) => !leaf(row);
    }
    default:
      return compileLeaf(node);
  }
}

function every(parts: readonly Predicate[]): Predicate {
  return (row) => {
    for (const part of parts) if (!part(row)) return false;
    return true;
  };
}

function some(parts: readonly Predicate[]): Predicate {
  return (row) => {
    for (const part of parts) if (part(row)) return true;
    return false;
  };
}

function compileLeaf(leaf: Leaf): Predicate {
  if (leaf.type === 'in') return compileIn(leaf);
  if (leaf.type === 'range') return compileRange(leaf);
  const field = fieldOf(leaf.field);
  const oi = fieldOf('oi');
  return (row) => numberOf(field, row) > numberOf(oi, row);
}

function compileIn(leaf: InNode): Predicate {
  const field = fieldOf(leaf.field);
  const values = new Set<string | number | undefined>(leaf.values);
  if (isOrdered(field)) return (row) => values.has(numberOf(field, row));
  if (field.type === 'tag') {
    const [only] = leaf.values;
    return values.size === 1 ? (row) => textOf(field, row) === only : (row) => values.has(textOf(field, row));
  }
  return (row) => {
    for (const text of textsOf(field, row)) if (values.has(text)) return true;
    return false;
  };
}

function compileRange(leaf: RangeNode): Predicate {
  const field = fieldOf(leaf.field);
  const min = leaf.min?.value ?? -Infinity;
  const max = leaf.max?.value ?? Infinity;
  const minOpen = leaf.min?.open ?? false;
  const maxOpen = leaf.max?.open ?? false;
  return (row) => {
    const value = numberOf(field, row);
    return (minOpen ? value > min : value >= min) && (maxOpen ? value < max : value <= max);
  };
}
