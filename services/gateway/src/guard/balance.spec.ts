import { expect, test } from '@jest/globals';
import { shareToMove } from './balance.ts';

test.each<[string, number, number[], number]>([
  ['a pod alone moves nobody', 0.9, [], 0],
  ['a pod among equals moves nobody', 0.7, [0.7, 0.65], 0],
  ['a pod below the others moves nobody', 0.5, [0.9, 0.9], 0],
  ['a nearly idle pod moves nobody', 0.3, [0, 0, 0], 0],
  ['a pod beside a fresh one moves a slice', 0.7, [0.05], 0.02],
  ['a pod far above many moves a slice', 0.8, [0.3, 0.35, 0.3], 0.02],
])('%s', (_name, own, others, share) => {
  expect(shareToMove(own, others)).toBe(share);
});
