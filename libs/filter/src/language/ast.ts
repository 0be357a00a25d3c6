/** One end of a range; `open` leaves the value itself out. */
export interface Bound {
  readonly value: number;
  readonly open: boolean;
}

/** The field is one of `values`: texts of a tag, numbers of anything that is compared. */
export interface InNode {
  readonly type: 'in';
  readonly field: string;
  readonly values: readonly (string | number)[];
}

/** The field lies between two bounds; at least one is there. */
export interface RangeNode {
  readonly type: 'range';
  readonly field: string;
  readonly min?: Bound;
  readonly max?: Bound;
}

/** `size>oi`, `volume>oi`: the only comparisons of two fields. */
export interface ExceedsNode {
  readonly type: 'exceeds';
  readonly field: ExceedingField;
}

/** A term of the language: true or false of one trade; false when its field is absent. */
export type Leaf = InNode | RangeNode | ExceedsNode;

/** A filter as a tree. `and` of nothing lets every trade through, `or` of nothing lets none. */
export type Node =
  | Leaf
  | { readonly type: 'and'; readonly nodes: readonly Node[] }
  | { readonly type: 'or'; readonly nodes: readonly Node[] }
  | { readonly type: 'not'; readonly node: Node };

/** A normal filter: `not` stands before single terms only. */
export type NormalNode =
  | Leaf
  | { readonly type: 'not'; readonly node: Leaf }
  | { readonly type: 'and'; readonly nodes: readonly NormalNode[] }
  | { readonly type: 'or'; readonly nodes: readonly NormalNode[] };

export const EXCEEDING_FIELDS = ['size', 'volume'] as const;
export type ExceedingField = (typeof EXCEEDING_FIELDS)[number];

export const ALL: NormalNode = { type: 'and', nodes: [] };
export const NONE: NormalNode = { type: 'or', nodes: [] };
