import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { recentRows } from './recent-rows.ts';
import { RowRing } from './row-ring.ts';
import { rowPosition, rowRank } from './row.ts';
import { wireRow } from './testing.ts';

describe('RowRing', () => {
  test('keeps the newest rows and says from where on it is complete', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(120), (capacity, count) => {
      const ring = new RowRing(capacity, -1, -1);
      for (let off = 0; off < count; off++) ring.push({ off: off * 3, row: wireRow(0, off * 3, 100 + off) });
      expect(ring.size).toBeGreaterThanOrEqual(Math.min(count, capacity));
      expect(ring.size).toBeLessThan(capacity * 2);
      const held = Array.from({ length: ring.size }, (_, i) => ring.at(i)!.off);
      expect(held).toEqual(Array.from({ length: count }, (_, i) => i * 3).filter((off) => off > ring.start));
      for (const off of held) expect(rowRank(ring.at(ring.indexAbove(off - 1))!.row)).toBeGreaterThan(ring.edgeRank);
    }));
  });
});

describe('recentRows', () => {
  /** Rows of several partitions in the order of time, and how many each ring keeps. */
  const tape = fc.tuple(fc.array(fc.nat(3), { maxLength: 80 }), fc.integer({ min: 1, max: 8 }));

  test('gives every matching row down to the rank it names, newest first, none above the heads', () => {
    fc.assert(fc.property(tape, fc.integer({ min: 1, max: 30 }), fc.nat(80), ([order, capacity], limit, bound) => {
      const rings = [0, 1, 2, 3].map(() => new RowRing(capacity, -1, -1));
      const all = order.map((p, off) => wireRow(p, off, 1000 + off));
      for (const [off, row] of all.entries()) rings[order[off]!]!.push({ off, row });
      const heads = rings.map(() => bound);
      const matches = (row: ReturnType<typeof wireRow>): boolean => rowPosition(row).off % 3 !== 0;
      const { rows, completeFrom } = recentRows(rings, { matches, heads, beforeRank: Infinity, limit });
      const expected = all.filter((row) => matches(row) && rowPosition(row).off <= bound && rowRank(row) >= completeFrom)
        .reverse().slice(0, limit);
      expect(rows).toEqual(expected);
    }));
  });

  test('a ring that knows nothing of what was before makes nothing complete', () => {
    const rings = [new RowRing(4, -1, -1), new RowRing(4, 10, Infinity)];
    rings[0]!.push({ off: 1, row: wireRow(0, 1, 5) });
    expect(recentRows(rings, { matches: () => true, heads: [1, 10], beforeRank: Infinity, limit: 5 })).toEqual({ rows: [], completeFrom: Infinity });
  });
});
