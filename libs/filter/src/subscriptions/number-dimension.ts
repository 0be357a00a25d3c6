import type { Row } from '@tapewire/contracts';
import { numberOf } from '../compile/cells.ts';
import type { Leaf } from '../language/ast.ts';
import type { Field } from '../language/fields.ts';
import { allBits, type Bits, clearBit, grown, join, keep, setBit } from './bits.ts';
import type { Term } from './conjunction.ts';
import type { Dimension } from './dimension.ts';
import { nextUp } from './next-up.ts';

/** From `from` up to, but not including, `to`: with doubles every bound can be written so. */
interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Beyond this many thresholds new ones are rounded outward, and their slots looked at a second time. */
const EDGES_MAX = 1024;
/** Values of one set that become thresholds of their own. */
const VALUES_MAX = 16;

/**
 * Sorted thresholds of all conditions on an ordered field, and for each stretch between two of them the slots that accept it.
 * People type round numbers, so thresholds are few and a stretch is accepted entirely or not at all.
 */
export class NumberDimension implements Dimension {
  readonly #field: Field;
  /** Rising; `#stretches[i]` ends at `#edges[i]`, the last one has no end. */
  readonly #edges: number[] = [];
  readonly #references: number[] = [];
  #stretches: Bits[];
  #absent: Bits;
  /** Edges that a slot holds on to. */
  readonly #edgesOf = new Map<number, readonly number[]>();

  constructor(field: Field, words: number) {
    this.#field = field;
    this.#stretches = [allBits(words)];
    this.#absent = allBits(words);
  }

  get size(): number {
    return this.#edgesOf.size;
  }

  add(slot: number, terms: readonly Term[]): boolean {
    const conditions = terms.map(({ leaf, negated }) => ({ ...intervalsOf(leaf), negated }));
    const wanted = conditions.flatMap(({ intervals }) => intervals.flatMap(({ from, to }) => [from, to])).filter(Number.isFinite);
    const held = wanted.filter((edge) => this.#hold(edge));
    this.#edgesOf.set(slot, held);
    this.#stretches.forEach((bits, i) => {
      const from = this.#edges[i - 1] ?? -Infinity;
      const to = this.#edges[i] ?? Infinity;
      const accepted = conditions.every(({ intervals, negated, exact }) =>
        negated ? !exact || !intervals.some((one) => one.from <= from && to <= one.to) : intervals.some((one) => one.from < to && from < one.to));
      if (!accepted) clearBit(bits, slot);
    });
    if (conditions.some(({ negated }) => !negated)) clearBit(this.#absent, slot);
    return held.length === wanted.length && conditions.every(({ exact }) => exact);
  }

  remove(slot: number): void {
    for (const bits of this.#stretches) setBit(bits, slot);
    setBit(this.#absent, slot);
    for (const edge of this.#edgesOf.get(slot) ?? []) this.#release(edge);
    this.#edgesOf.delete(slot);
  }

  narrow(row: Row, candidates: Bits): boolean {
    const value = numberOf(this.#field, row);
    const bits = value === value ? this.#stretches[this.#edgesUpTo(value)] : this.#absent;
    return bits === undefined || keep(candidates, bits);
  }

  grow(words: number): void {
    this.#stretches = this.#stretches.map((bits) => grown(bits, words, 0xffffffff));
    this.#absent = grown(this.#absent, words, 0xffffffff);
  }

  /** How many edges are at or below a value. */
  #edgesUpTo(value: number): number {
    let low = 0;
    let high = this.#edges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#edges[middle] ?? Infinity) <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes sure an edge is there, splitting the stretch it lies in; false when there are too many. */
  #hold(edge: number): boolean {
    const place = this.#edgesUpTo(edge);
    if (this.#edges[place - 1] === edge) {
      this.#references[place - 1] = (this.#references[place - 1] ?? 0) + 1;
      return true;
    }
    if (this.#edges.length >= EDGES_MAX) return false;
    this.#edges.splice(place, 0, edge);
    this.#references.splice(place, 0, 1);
    this.#stretches.splice(place, 0, (this.#stretches[place] ?? this.#absent).slice());
    return true;
  }

  /** Lets go of an edge. The stretches beside it become one, accepted by whoever accepted either: rounded bounds may end there. */
  #release(edge: number): void {
    const place = this.#edgesUpTo(edge) - 1;
    const references = (this.#references[place] ?? 0) - 1;
    this.#references[place] = references;
    if (references > 0) return;
    this.#edges.splice(place, 1);
    this.#references.splice(place, 1);
    const [before] = this.#stretches.splice(place, 1);
    const after = this.#stretches[place];
    if (before !== undefined && after !== undefined) join(after, before);
  }
}

/** The values a leaf accepts, as intervals; a large set is only bounded by its ends. */
function intervalsOf(leaf: Leaf): { readonly intervals: readonly Interval[]; readonly exact: boolean } {
  if (leaf.type === 'range') {
    const from = leaf.min === undefined ? -Infinity : leaf.min.open ? nextUp(leaf.min.value) : leaf.min.value;
    const to = leaf.max === undefined ? Infinity : leaf.max.open ? leaf.max.value : nextUp(leaf.max.value);
    return { intervals: [{ from, to }], exact: true };
  }
  const values = leaf.type === 'in' ? leaf.values.map(Number) : [];
  if (values.length <= VALUES_MAX) return { intervals: values.map((value) => ({ from: value, to: nextUp(value) })), exact: true };
  return { intervals: [{ from: Math.min(...values), to: nextUp(Math.max(...values)) }], exact: false };
}
