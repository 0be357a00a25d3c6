import type { Row } from '@tapewire/contracts';
import { numberOf, textOf } from '../compile/cells.ts';
import type { Leaf } from '../language/ast.ts';
import { fieldOf, isOrdered } from '../language/fields.ts';
import { type Bits, clearBit, grown, hasBit, setBit } from './bits.ts';
import type { Term } from './conjunction.ts';
import type { Dimension } from './dimension.ts';
import type { Entry } from './entry.ts';
import { NumberDimension } from './number-dimension.ts';
import { SetDimension } from './set-dimension.ts';
import { TagDimension } from './tag-dimension.ts';
import { HOLDS } from './term-values.ts';

const FIRST_WORDS = 4;

const dimensionName = (leaf: Leaf): string => (leaf.type === 'exceeds' ? `${leaf.field}>oi` : leaf.field);

function createDimension(leaf: Leaf, words: number): Dimension {
  const field = fieldOf(leaf.field);
  if (leaf.type === 'exceeds') {
    const oi = fieldOf('oi');
    return new TagDimension((row) => (numberOf(field, row) > numberOf(oi, row) ? HOLDS : undefined), words);
  }
  if (isOrdered(field)) return new NumberDimension(field, words);
  return field.type === 'tags' ? new SetDimension(field, words) : new TagDimension((row) => textOf(field, row), words);
}

/**
 * Finds the entries that a row passes by intersecting sets of slots, one set per field: a few instructions per 32 entries.
 * Entries whose terms the sets can't decide alone are verified.
 */
export class BitMatcher {
  #words = FIRST_WORDS;
  #used: Bits = new Uint32Array(FIRST_WORDS);
  #candidates: Bits = new Uint32Array(FIRST_WORDS);
  /** Slots whose sets decide alone and whose filter has no other entry: a candidate among them is a match. */
  #decided: Bits = new Uint32Array(FIRST_WORDS);
  /** Filters of the slots, beside each other in memory: at 100,000 filters fetching entries is what costs. */
  #ids = new Int32Array(FIRST_WORDS * 32);
  readonly #entries: (Entry | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #slotOf = new Map<Entry, number>();
  readonly #byName = new Map<string, Dimension>();
  #dimensions: readonly Dimension[] = [];

  get size(): number {
    return this.#slotOf.size;
  }

  add(entry: Entry): void {
    const slot = this.#freeSlots.pop() ?? this.#entries.length;
    if (slot >= this.#words * 32) this.#grow();
    this.#entries[slot] = entry;
    this.#slotOf.set(entry, slot);
    let decided = entry.conjunction.rest.length === 0 && !entry.shared;
    for (const [name, terms] of termsByDimension(entry)) {
      const [first] = terms;
      if (first !== undefined && !this.#dimension(name, first.leaf).add(slot, terms)) decided = false;
    }
    if (decided) setBit(this.#decided, slot);
    setBit(this.#used, slot);
    this.#ids[slot] = entry.id;
  }

  remove(entry: Entry): void {
    const slot = this.#slotOf.get(entry);
    if (slot === undefined) return;
    clearBit(this.#used, slot);
    clearBit(this.#decided, slot);
    for (const name of termsByDimension(entry).keys()) {
      this.#byName.get(name)?.remove(slot);
      if (this.#byName.get(name)?.size === 0) this.#byName.delete(name);
    }
    this.#listDimensions();
    this.#slotOf.delete(entry);
    this.#entries[slot] = undefined;
    this.#freeSlots.push(slot);
  }

  /** Calls `visit` for matches of filters with one entry, `visitShared` for the others, which may come twice. */
  match(row: Row, visit: (id: number) => void, visitShared: (id: number) => void): void {
    const candidates = this.#candidates;
    candidates.set(this.#used);
    for (const dimension of this.#dimensions) if (!dimension.narrow(row, candidates)) return;
    for (let i = 0; i < candidates.length; i += 1) {
      let word = candidates[i] ?? 0;
      while (word !== 0) {
        const slot = i * 32 + 31 - Math.clz32(word & -word);
        word &= word - 1;
        if (hasBit(this.#decided, slot)) visit(this.#ids[slot] ?? 0);
        else this.#entries[slot]?.match(row, visit, visitShared);
      }
    }
  }

  #dimension(name: string, leaf: Leaf): Dimension {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const dimension = createDimension(leaf, this.#words);
    this.#byName.set(name, dimension);
    this.#listDimensions();
    return dimension;
  }

  #listDimensions(): void {
    this.#dimensions = [...this.#byName.values()];
  }

  #grow(): void {
    this.#words *= 2;
    this.#used = grown(this.#used, this.#words, 0);
    this.#decided = grown(this.#decided, this.#words, 0);
    const ids = new Int32Array(this.#words * 32);
    ids.set(this.#ids);
    this.#ids = ids;
    this.#candidates = new Uint32Array(this.#words);
    for (const dimension of this.#dimensions) dimension.grow(this.#words);
  }
}

/** An entry's terms by the dimension they belong to. */
function termsByDimension({ conjunction: { terms }, key }: Entry): Map<string, Term[]> {
  const byName = new Map<string, Term[]>();
  for (const term of terms) {
    if (term.leaf === key?.leaf) continue;
    const name = dimensionName(term.leaf);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [term]);
    else known.push(term);
  }
  return byName;
}
