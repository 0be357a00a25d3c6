import { expect, test } from '@jest/globals';
import { parseSeeds, parseShape } from './arguments.ts';

test('seeds are a range, a list, or so many from the first on', () => {
  expect(parseSeeds('51..54', 1, 1)).toEqual([51, 52, 53, 54]);
  expect(parseSeeds('3,7..8', 1, 1)).toEqual([3, 7, 8]);
  expect(parseSeeds(undefined, 5, 2)).toEqual([5, 6]);
});

test('what makes no sense is refused', () => {
  expect(() => parseSeeds('5..x', 1, 1)).toThrow('expected N..M or N,M, was 5..x');
  expect(() => parseShape('2', '1')).toThrow('expected 1 or 3, was 2');
  expect(() => parseShape('1', '0')).toThrow('expected 1 or 2, was 0');
});
