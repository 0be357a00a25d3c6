import type { Row } from '@tapewire/contracts';
import { textsOf } from '../compile/cells.ts';
import type { Field } from '../language/fields.ts';
import { allBits, type Bits, clearBit, drop, grown, join, keep, setBit } from './bits.ts';
import type { Term } from './conjunction.ts';
import type { Dimension } from './dimension.ts';
import { valuesOf } from './term-values.ts';

/** `flag:a flag:b flag:c`: of the sets that a trade must meet all, as many are indexed; more are looked at a second time. */
const LAYERS = 2;

/** Slots that want one of a set of values, by value; `free` are those that want none. */
class Layer {
  free: Bits;
  readonly wanted: SlotsByValue;
  /** Scratch: the slots that a row leaves. */
  #met: Bits;

  constructor(words: number) {
    this.free = allBits(words);
    this.wanted = new SlotsByValue(words);
    this.#met = new Uint32Array(words);
  }

  narrow(texts: readonly string[], candidates: Bits): boolean {
    const met = this.#met;
    met.set(this.free);
    for (const text of texts) {
      const bits = this.wanted.get(text);
      if (bits !== undefined) join(met, bits);
    }
    return keep(candidates, met);
  }

  grow(words: number): void {
    this.free = grown(this.free, words, 0xffffffff);
    this.wanted.grow(words);
    this.#met = new Uint32Array(words);
  }
}

/** The slots that name a value. */
class SlotsByValue {
  #words: number;
  readonly #slots = new Map<string, { bits: Bits; count: number }>();

  constructor(words: number) {
    this.#words = words;
  }

  get(value: string): Bits | undefined {
    return this.#slots.get(value)?.bits;
  }

  add(value: string, slot: number): void {
    const slots = this.#slots.get(value) ?? { bits: new Uint32Array(this.#words), count: 0 };
    this.#slots.set(value, slots);
    slots.count += 1;
    setBit(slots.bits, slot);
  }

  remove(value: string, slot: number): void {
    const slots = this.#slots.get(value);
    if (slots === undefined) return;
    slots.count -= 1;
    clearBit(slots.bits, slot);
    if (slots.count === 0) this.#slots.delete(value);
  }

  grow(words: number): void {
    this.#words = words;
    for (const slots of this.#slots.values()) slots.bits = grown(slots.bits, words, 0);
  }
}

/** Conditions on a field with several values at once, such as flags. */
export class SetDimension implements Dimension {
  readonly #field: Field;
  readonly #layers: readonly Layer[];
  readonly #unwanted: SlotsByValue;
  readonly #termsOf = new Map<number, { readonly wanted: readonly (readonly string[])[]; readonly unwanted: ReadonlySet<string> }>();

  constructor(field: Field, words: number) {
    this.#field = field;
    this.#layers = Array.from({ length: LAYERS }, () => new Layer(words));
    this.#unwanted = new SlotsByValue(words);
  }

  get size(): number {
    return this.#termsOf.size;
  }

  add(slot: number, terms: readonly Term[]): boolean {
    const wanted = terms.filter(({ negated }) => !negated).map(({ leaf }) => valuesOf(leaf));
    const unwanted = new Set(terms.filter(({ negated }) => negated).flatMap(({ leaf }) => valuesOf(leaf)));
    this.#termsOf.set(slot, { wanted, unwanted });
    this.#layers.forEach((layer, i) => {
      const values = wanted[i];
      if (values === undefined) return;
      clearBit(layer.free, slot);
      for (const value of values) layer.wanted.add(value, slot);
    });
    for (const value of unwanted) this.#unwanted.add(value, slot);
    return wanted.length <= LAYERS;
  }

  remove(slot: number): void {
    const terms = this.#termsOf.get(slot);
    if (terms === undefined) return;
    this.#layers.forEach((layer, i) => {
      setBit(layer.free, slot);
      for (const value of terms.wanted[i] ?? []) layer.wanted.remove(value, slot);
    });
    for (const value of terms.unwanted) this.#unwanted.remove(value, slot);
    this.#termsOf.delete(slot);
  }

  narrow(row: Row, candidates: Bits): boolean {
    const texts = textsOf(this.#field, row);
    for (const layer of this.#layers) if (!layer.narrow(texts, candidates)) return false;
    for (const text of texts) {
      const bits = this.#unwanted.get(text);
      if (bits !== undefined && !drop(candidates, bits)) return false;
    }
    return true;
  }

  grow(words: number): void {
    for (const layer of this.#layers) layer.grow(words);
    this.#unwanted.grow(words);
  }
}
