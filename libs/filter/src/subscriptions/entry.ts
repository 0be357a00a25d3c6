import type { Row } from '@tapewire/contracts';
import { compileNode, type Predicate } from '../compile/predicate.ts';
import { type AccessKey, accessKey, type Conjunction, toNode } from './conjunction.ts';

/** One conjunction of a filter in the index. */
export class Entry {
  /** Id of the filter. */
  readonly id: number;
  readonly conjunction: Conjunction;
  /** What a trade that reaches this entry is known to have. */
  readonly key: AccessKey | undefined;
  /** The filter has other entries, so that a trade may reach it more than once. */
  readonly shared: boolean;
  readonly #passes: Predicate;

  /** `keys`: under how many values the entry may be listed. */
  constructor(id: number, conjunction: Conjunction, { keys, shared }: { readonly keys: number; readonly shared: boolean }) {
    this.id = id;
    this.conjunction = conjunction;
    this.key = accessKey(conjunction, keys);
    this.shared = shared;
    this.#passes = compileNode(toNode(conjunction, this.key?.leaf));
  }

  /** Calls one of the two, depending on `shared`, if the row passes. */
  match(row: Row, visit: (id: number) => void, visitShared: (id: number) => void): void {
    if (!this.#passes(row)) return;
    if (this.shared) visitShared(this.id);
    else visit(this.id);
  }
}
