import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareKeys, compareTape, isExact, repeated } from './invariants.ts';

const tape = (...ids: string[]): Map<string, string> => new Map(ids.map((id) => [id, `row ${id}`]));
const rows = (...ids: string[]): [string, string][] => ids.map((id) => [id, `row ${id}`]);

describe('compareTape', () => {
  test('is content with the expected rows in any interleaving of partitions', () => {
    expect(isExact(compareTape(tape('0-1', '0-2', '1-5'), rows('1-5', '0-1', '0-2')))).toBe(true);
  });

  test('finds a lost row', () => {
    expect(compareTape(tape('0-1', '0-2'), rows('0-1')).lost).toEqual(['0-2']);
  });

  test('finds a doubled row', () => {
    expect(compareTape(tape('0-1'), rows('0-1', '0-1')).doubled).toEqual(['0-1']);
  });

  test('finds a row that the filter does not let through', () => {
    expect(compareTape(tape('0-1'), rows('0-1', '0-9')).strange).toEqual(['0-9']);
  });

  test('finds rows of a partition that came out of order', () => {
    expect(compareTape(tape('0-1', '0-2'), rows('0-2', '0-1')).disordered).toEqual(['0-1']);
  });

  test('finds a row whose content is another', () => {
    expect(compareTape(tape('0-1'), [['0-1', 'forged']]).altered).toEqual(['0-1']);
  });

  test('counts a row of a repeated record as a trade twice', () => {
    expect(compareTape(tape('0-1'), rows('0-1', '0-2'), new Set(['0-2']))).toMatchObject({ doubled: ['0-2'], strange: [] });
  });

  test('any single row taken away, repeated or swapped is found', () => {
    const offsets = fc.uniqueArray(fc.nat(10_000), { minLength: 2, maxLength: 50 }).map((o) => o.sort((a, b) => a - b).map((off) => `0-${off}`));
    fc.assert(fc.property(offsets, fc.nat(), (ids, pick) => {
      const i = pick % (ids.length - 1);
      const without = ids.filter((_, k) => k !== i);
      const twice = [...ids, ids[i]!];
      const swapped = [...ids.slice(0, i), ids[i + 1]!, ids[i]!, ...ids.slice(i + 2)];
      expect(isExact(compareTape(tape(...ids), rows(...ids)))).toBe(true);
      for (const broken of [without, twice, swapped]) expect(isExact(compareTape(tape(...ids), rows(...broken)))).toBe(false);
    }));
  });
});

describe('compareKeys', () => {
  const source = [{ key: 'demo:1', value: 'a', p: 0 }, { key: 'demo:2', value: 'b', p: 0 }];

  test('is content with a log that has everything, some of it twice', () => {
    expect(compareKeys(source, [...source, ...source])).toEqual({ missing: [], contradicting: [], disordered: [] });
  });

  test('finds a record that was never published', () => {
    expect(compareKeys(source, source.slice(1)).missing).toEqual(['demo:1']);
  });

  test('finds a key whose record is another than the source’s', () => {
    expect(compareKeys(source, [{ key: 'demo:1', value: 'forged', p: 0 }, { key: 'demo:2', value: 'b', p: 0 }]).contradicting).toEqual(['demo:1']);
  });

  test('finds a key that stands for two contents', () => {
    expect(compareKeys(source, [...source, { key: 'demo:2', value: 'c', p: 0 }]).contradicting).toEqual(['demo:2']);
  });

  test('finds records of a partition that were published out of order; repeating them is none', () => {
    expect(compareKeys(source, [...source].reverse()).disordered).toEqual(['demo:1']);
    expect(compareKeys(source, [{ key: 'demo:1', value: 'a', p: 1 }, ...source, ...source].reverse()).disordered).toEqual(['demo:1']);
  });
});

test('repeated ids are named once for each repetition', () => {
  expect(repeated(['a', 'b', 'a', 'a'])).toEqual(['a', 'a']);
});
