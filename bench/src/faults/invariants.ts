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
 * `expected` and `received` map an id to the text of its row; `received` is a list, so that doubles show.
 */
export function compareTape(expected: ReadonlyMap<string, string>, received: readonly (readonly [id: string, row: string])[]): Difference {
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
      strange.push(id);
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

/** Numbers that are missing from 1..highest, or came with more than one content; for the keys of a feed line. */
export function compareKeys(records: readonly { readonly key: string; readonly value: string }[]): { missing: readonly string[]; contradicting: readonly string[] } {
  const lines = new Map<string, Map<number, string>>();
  const contradicting: string[] = [];
  for (const { key, value } of records) {
    const at = key.lastIndexOf(':');
    const line = key.slice(0, at);
    const number = Number(key.slice(at + 1));
    const numbers = lines.get(line) ?? new Map<number, string>();
    lines.set(line, numbers);
    const before = numbers.get(number);
    if (before !== undefined && before !== value) contradicting.push(key);
    numbers.set(number, value);
  }
  const missing: string[] = [];
  for (const [line, numbers] of lines) {
    const sorted = [...numbers.keys()].sort((a, b) => a - b);
    const first = sorted[0] ?? 0;
    const last = sorted.at(-1) ?? -1;
    for (let n = first; n <= last; n += 1) if (!numbers.has(n)) missing.push(`${line}:${n}`);
  }
  return { missing, contradicting };
}

/** Ids that occur more than once. */
export function repeated(ids: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}
