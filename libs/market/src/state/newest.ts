/** How entries stand in a block: `depth` of them, of `fields` numbers each, with their time at `ts`. */
export interface Entries {
  readonly fields: number;
  readonly depth: number;
  readonly ts: number;
}

/**
 * Where the entry of the greatest time within `from` and `to` begins; of equal ones the one that came last (they stand first).
 * Undefined when there is none.
 */
export function newestWithin(block: Float64Array, first: number, { fields, depth, ts }: Entries, from: number, to: number): number | undefined {
  let found: number | undefined;
  let newest = -Infinity;
  for (let at = first; at < first + fields * depth; at += fields) {
    const time = block[at + ts] ?? NaN;
    if (time > newest && time >= from && time <= to) {
      found = at;
      newest = time;
    }
  }
  return found;
}
