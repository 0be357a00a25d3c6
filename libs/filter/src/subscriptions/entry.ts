import type { Predicate } from '../compile/predicate.ts';
import type { Leaf } from '../language/ast.ts';
import type { Conjunction } from './conjunction.ts';

/** One conjunction of a filter in the index. */
export interface Entry {
  /** Id of the filter. */
  readonly id: number;
  readonly conjunction: Conjunction;
  /** The term by which the entry is found, which therefore holds whenever it is. */
  readonly keyed: Leaf | undefined;
  /** Whether a row that was found by `keyed` passes. */
  readonly verify: Predicate;
  /** The filter has other entries, so that a row may find it more than once. */
  readonly shared: boolean;
}
