import { expect, test } from '@jest/globals';
import { compilePredicate } from '@tapewire/filter';
import { drawFilters } from '../filters/drawn-filters.ts';
import { drawRows } from '../filters/drawn-trades.ts';
import { type TagFilter, tagFilter, tagKeys, tagsOf } from './tag-filter.ts';

/** As the library `centrifuge` does it. */
function matches({ op, key = '', cmp, val = '', vals = [], nodes = [] }: TagFilter, tags: Readonly<Record<string, string>>): boolean {
  if (op === 'and') return nodes.every((node) => matches(node, tags));
  if (op === 'or') return nodes.some((node) => matches(node, tags));
  if (op === 'not') return !matches(nodes[0]!, tags);
  const tag = tags[key];
  if (cmp === 'ex') return tag !== undefined;
  if (cmp === 'in') return vals.includes(tag ?? '');
  if (tag === undefined) return false;
  const order = Number(tag) - Number(val);
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[cmp!];
}

test('a filter over tags selects what the filter selects, also with only the tags that it looks at', () => {
  const rows = drawRows(200, 3).map((row) => ({ row, tags: tagsOf(row) }));
  const differ: string[] = [];
  let found = 0;
  for (const filter of drawFilters(300, 3)) {
    const [selects, tagged] = [compilePredicate(filter), tagFilter(filter)];
    const keys = tagKeys(tagged);
    for (const { row, tags } of rows) {
      const seen = Object.fromEntries(keys.flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]]])));
      if (matches(tagged, seen) !== selects(row)) differ.push(filter.canonical);
      if (selects(row)) found += 1;
    }
  }
  expect(differ).toEqual([]);
  expect(found).toBeGreaterThan(100);
});
