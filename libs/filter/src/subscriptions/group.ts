import type { Row } from '@tapewire/contracts';
import { BitMatcher } from './bit-matcher.ts';
import type { Entry } from './entry.ts';

/** Up to here trying one entry after the other is cheaper, in time and in memory, than sets of bits. */
const SCAN_MAX = 16;

/** Entries that are found by the same key: a short list, or a matcher once they are many. */
export class Group {
  #few: Entry[] = [];
  #many: BitMatcher | undefined;

  get size(): number {
    return this.#many?.size ?? this.#few.length;
  }

  add(entry: Entry): void {
    this.#few.push(entry);
    if (this.#many === undefined && this.#few.length <= SCAN_MAX) return;
    this.#many ??= new BitMatcher();
    for (const one of this.#few) this.#many.add(one);
    this.#few = [];
  }

  remove(entry: Entry): void {
    if (this.#many !== undefined) {
      this.#many.remove(entry);
      return;
    }
    const place = this.#few.indexOf(entry);
    if (place >= 0) this.#few.splice(place, 1);
  }

  /** Calls `visit` for matches of filters with one entry, `visitShared` for the others, which may come twice. */
  match(row: Row, visit: (id: number) => void, visitShared: (id: number) => void): void {
    if (this.#many !== undefined) this.#many.match(row, visit, visitShared);
    else for (const entry of this.#few) entry.match(row, visit, visitShared);
  }
}
