import { describe, expect, it } from '@jest/globals';
import { Hop } from './hops.ts';

describe('a hop', () => {
  const before = new Hop('normalizer', new Map([[1, 10], [5, 20], [Infinity, 20]]));
  const after = new Hop('normalizer', new Map([[1, 60], [5, 110], [Infinity, 120]]));

  it('counts what came between two readings', () => {
    expect(after.since(before).at(0.5)).toBeCloseTo(1);
    expect(after.since(undefined).at(0.5)).toBeCloseTo(1);
  });

  it('lies straight between the bounds of its bucket, and above the last one at that', () => {
    expect(after.since(before).at(0.7)).toBeCloseTo(3);
    expect(after.since(before).at(0.99)).toBe(5);
  });

  it('is nothing where nothing came', () => {
    expect(after.since(after).at(0.5)).toBe(0);
  });
});
