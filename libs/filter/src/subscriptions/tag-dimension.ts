import type { Row } from '@tapewire/contracts';
import { allBits, type Bits, clearBit, grown, keep, setBit } from './bits.ts';
import type { Term } from './conjunction.ts';
import type { Dimension } from './dimension.ts';
import { valuesOf } from './term-values.ts';

/** Beyond this many values, slots that name new ones are looked at a second time. */
const VALUES_MAX = 256;

interface Accepting {
  bits: Bits;
  references: number;
}

/** For each value of a field that some condition names, the slots that accept it; one set more for all other values and none. */
export class TagDimension implements Dimension {
  readonly #read: (row: Row) => string | undefined;
  readonly #named = new Map<string, Accepting>();
  #others: Bits;
  readonly #valuesOf = new Map<number, readonly string[]>();

  constructor(read: (row: Row) => string | undefined, words: number) {
    this.#read = read;
    this.#others = allBits(words);
  }

  get size(): number {
    return this.#valuesOf.size;
  }

  add(slot: number, terms: readonly Term[]): boolean {
    const conditions = terms.map(({ leaf, negated }) => ({ values: new Set(valuesOf(leaf)), negated }));
    const values = [...new Set(conditions.flatMap((condition) => [...condition.values]))];
    const unnamed = values.filter((value) => !this.#named.has(value)).length;
    if (this.#named.size + unnamed > VALUES_MAX) {
      this.#valuesOf.set(slot, []);
      return false;
    }
    for (const value of values) this.#hold(value);
    this.#valuesOf.set(slot, values);
    for (const [value, { bits }] of this.#named) {
      if (!conditions.every((condition) => condition.values.has(value) !== condition.negated)) clearBit(bits, slot);
    }
    if (conditions.some(({ negated }) => !negated)) clearBit(this.#others, slot);
    return true;
  }

  remove(slot: number): void {
    for (const { bits } of this.#named.values()) setBit(bits, slot);
    setBit(this.#others, slot);
    for (const value of this.#valuesOf.get(slot) ?? []) this.#release(value);
    this.#valuesOf.delete(slot);
  }

  narrow(row: Row, candidates: Bits): boolean {
    const value = this.#read(row);
    const named = value === undefined ? undefined : this.#named.get(value);
    return keep(candidates, named === undefined ? this.#others : named.bits);
  }

  grow(words: number): void {
    for (const named of this.#named.values()) named.bits = grown(named.bits, words, 0xffffffff);
    this.#others = grown(this.#others, words, 0xffffffff);
  }

  #hold(value: string): void {
    const named = this.#named.get(value);
    if (named === undefined) this.#named.set(value, { bits: this.#others.slice(), references: 1 });
    else named.references += 1;
  }

  #release(value: string): void {
    const named = this.#named.get(value);
    if (named === undefined) return;
    named.references -= 1;
    if (named.references === 0) this.#named.delete(value);
  }
}
