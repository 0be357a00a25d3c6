import type { Leaf, NormalNode } from '../language/ast.ts';

/** A term of a conjunction, negated or not. */
export interface Term {
  readonly leaf: Leaf;
  readonly negated: boolean;
}

/** Terms that must all hold; `rest` holds what is not a term: alternatives too many to write out. */
export interface Conjunction {
  readonly terms: readonly Term[];
  readonly rest: readonly NormalNode[];
}

/** A filter with `or` becomes several conjunctions, as long as they are no more than this. */
const CONJUNCTIONS_MAX = 32;

const NOTHING_ELSE: Conjunction = { terms: [], rest: [] };

const both = (a: Conjunction, b: Conjunction): Conjunction => ({ terms: [...a.terms, ...b.terms], rest: [...a.rest, ...b.rest] });

/** Conjunctions of which at least one holds exactly when the filter does. */
export function conjunctions(node: NormalNode): readonly Conjunction[] {
  switch (node.type) {
    case 'not':
      return [{ terms: [{ leaf: node.node, negated: true }], rest: [] }];
    case 'or': {
      const alternatives = node.nodes.flatMap(conjunctions);
      return alternatives.length > CONJUNCTIONS_MAX ? [{ terms: [], rest: [node] }] : alternatives;
    }
    case 'and':
      return node.nodes.reduce<readonly Conjunction[]>((product, child) => {
        const alternatives = conjunctions(child);
        if (product.length * alternatives.length > CONJUNCTIONS_MAX) return product.map((one) => both(one, { terms: [], rest: [child] }));
        return product.flatMap((one) => alternatives.map((other) => both(one, other)));
      }, [NOTHING_ELSE]);
    default:
      return [{ terms: [{ leaf: node, negated: false }], rest: [] }];
  }
}

/** The conjunction as a filter of its own, but for a term that is known to hold. */
export const toNode = ({ terms, rest }: Conjunction, known: Leaf | undefined): NormalNode => ({
  type: 'and',
  nodes: [
    ...terms.filter(({ leaf }) => leaf !== known).map(({ leaf, negated }): NormalNode => (negated ? { type: 'not', node: leaf } : leaf)),
    ...rest,
  ],
});

/** Fields with so many values that filters on them are found by the value itself, most telling first. */
export const KEY_FIELDS = ['id', 'order.id', 'contract', 'underlying'] as const;

export interface AccessKey {
  readonly field: string;
  readonly values: readonly string[];
  /** The term that says so. */
  readonly leaf: Leaf;
}

/** The values one of which a trade must have to pass, if the conjunction names any, and not more than `most`. */
export function accessKey({ terms }: Conjunction, most: number): AccessKey | undefined {
  for (const field of KEY_FIELDS) {
    for (const { leaf, negated } of terms) {
      if (!negated && leaf.type === 'in' && leaf.field === field && leaf.values.length <= most) {
        return { field, values: leaf.values.map(String), leaf };
      }
    }
  }
  return undefined;
}
