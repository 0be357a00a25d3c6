import { expect, test } from '@jest/globals';
import { wantedPods } from './autoscaler.ts';

test.each<[string, number[], number]>([
  ['an idle pod stays alone', [0.1], 1],
  ['a full pod asks for one more', [1], 2],
  ['pods near the target stay', [0.62, 0.57], 2],
  ['the sum counts, not the fullest', [0.9, 0.1], 2],
  ['never more than the maximum', [1, 1, 1, 1], 4],
  ['nearly idle pods go', [0.05, 0.05, 0.05], 1],
])('%s', (_name, saturations, wanted) => {
  expect(wantedPods(saturations, 4)).toBe(wanted);
});
