import { describe, expect, it } from '@jest/globals';
import { slopeOf, spreadOf } from './spread.ts';

describe('figures of several runs', () => {
  it('have a median and ends', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4 });
    expect(spreadOf([7])).toEqual({ median: 7, min: 7, max: 7 });
  });

  it('rise by the slope of a line through them', () => {
    expect(slopeOf([0, 1, 2], [5, 7, 9])).toBeCloseTo(2);
    expect(slopeOf([0, 10, 20], [4, 4, 4])).toBeCloseTo(0);
  });
});
