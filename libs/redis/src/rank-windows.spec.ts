import { describe, expect, test } from '@jest/globals';
import { nextWindow, widen } from './rank-windows.ts';

describe('rank windows', () => {
  test('adjoin and end exactly at the lowest rank', () => {
    const windows = [];
    let below = 1000;
    for (let width = 100; below > 10; width = widen(width, 0, 1)) {
      const window = nextWindow(below, 10, width);
      windows.push(window);
      below = window.low;
    }
    expect(windows).toEqual([{ low: 900, below: 1000 }, { low: 10, below: 900 }]);
  });

  test('grow by what is still wanted, at least twofold and at most sixteenfold', () => {
    expect([widen(10, 0, 100), widen(10, 25, 100), widen(10, 80, 100), widen(10, 1, 100)]).toEqual([160, 80, 25, 160]);
  });
});
