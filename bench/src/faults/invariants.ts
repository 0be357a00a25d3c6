import { parseTradeId } from '@tapewire/contracts';

/** What a comparison of a client's rows with the oracle's found. Empty lists mean that the tape is exact. */
export interface Difference {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Rows that the oracle does not have, or that do not match the filter. */
  readonly strange: readonly string[];
  /** Ids that came after a higher position of their partition. */
  readonly disordered: readonly string[];
  /** Ids whose content differs from the oracle's. */
  readonly altered: readonly string[];
}

export const isExact = (d: Difference): boolean =>
  d.lost.length + d.doubled.length + d.strange.length + d.disordered.length + d.altered.length === 0;

/**
 * Compares the rows a client ended with, in the order they were delivered, with what the oracle's filter selects.
 * `expected` and `received` map an id to the text of its row; `received` is a list, so that doubles show. `repeats` holds
 * the ids of records that say again what an earlier one said: a row of such a one is a trade twice.
 */
export function compareTape(
  expected: ReadonlyMap<string, string>,
  received: readonly (readonly [id: string, row: string])[],
  repeats: ReadonlySet<string> = new Set(),
): Difference {
  const seen = new Set<string>();
  const heads = new Map<number, number>();
  const doubled: string[] = [];
  const strange: string[] = [];
  const disordered: string[] = [];
  const altered: string[] = [];
  for (const [id, row] of received) {
    const position = parseTradeId(id);
    const want = expected.get(id);
    if (position === undefined || want === undefined) {
      (repeats.has(id) ? doubled : strange).push(id);
      continue;
    }
    if (seen.has(id)) {
      doubled.push(id);
      continue;
    }
    seen.add(id);
    if (want !== row) altered.push(id);
    if (position.off <= (heads.get(position.p) ?? -1)) disordered.push(id);
    else heads.set(position.p, position.off);
  }
  return { lost: [...expected.keys()].filter((id) => !seen.has(id)), doubled, strange, disordered, altered };
}

/** A record with a key, as a feed numbers it or as the raw log holds it. */
export interface Keyed {
  readonly key: string;
  readonly value: string;
}

/** A record with a key in the raw log. */
export interface Logged extends Keyed {
  readonly p: number;
}

/** How the raw log differs from its source. */
export interface KeyDifference {
  /** Keys of the source that the log never got. */
  readonly missing: readonly string[];
  /** Keys that stand for something else in the log. */
  readonly contradicting: readonly string[];
  /** Keys whose first record comes after one with a higher number in its partition. */
  readonly disordered: readonly string[];
}

/** Compares the raw log with what its source numbered; the log may repeat records. */
export function compareKeys(source: Iterable<Keyed>, log: readonly Logged[]): KeyDifference {
  const published = new Map<string, string>();
  const contradicting = new Set<string>();
  const disordered: string[] = [];
  const highest = new Map<number, number>();
  for (const { key, value, p } of log) {
    const known = published.get(key);
    if (known === undefined) {
      const number = Number(key.slice(key.lastIndexOf(':') + 1));
      if (number < (highest.get(p) ?? 0)) disordered.push(key);
      else highest.set(p, number);
    } else if (known !== value) contradicting.add(key);
    published.set(key, value);
  }
  const missing: string[] = [];
  for (const { key, value } of source) {
    const found = published.get(key);
    if (found === undefined) missing.push(key);
    else if (found !== value) contradicting.add(key);
  }
  return { missing, contradicting: [...contradicting], disordered };
}

/** Ids that occur more than once. */
export function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}
