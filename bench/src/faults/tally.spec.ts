import { describe, expect, test } from '@jest/globals';
import { mergeTallies, Tally, tallyTable } from './tally.ts';

describe('Tally', () => {
  test('counts rows for the fault that had begun last', () => {
    const tally = new Tally();
    tally.add('kill', 100, 5);
    tally.add('cut', 200, 9);
    tally.add('kill', 300, 7);
    for (const at of [50, 100, 199, 200, 300, 9000]) tally.count('checked', at);
    tally.count('lost', 250);
    tally.count('doubled', undefined);
    expect(tally.injected).toBe(3);
    expect(tally.toJSON()).toEqual({
      'kill': { injected: 2, worstMs: 7, checked: 4, lost: 0, doubled: 0 },
      'cut': { injected: 1, worstMs: 9, checked: 1, lost: 1, doubled: 0 },
      '(before the first fault)': { injected: 0, worstMs: 0, checked: 1, lost: 0, doubled: 1 },
    });
  });

  test('several become one, with a line for all', () => {
    const line = { injected: 1, worstMs: 2000, checked: 10, lost: 0, doubled: 1 };
    const merged = mergeTallies([{ kill: line, cut: line }, { kill: { ...line, worstMs: 3000 } }]);
    expect(merged['kill']).toEqual({ injected: 2, worstMs: 3000, checked: 20, lost: 0, doubled: 2 });
    expect(tallyTable(merged).split('\n').at(-1)).toMatch(/^\| \*\*all\*\* \| +3 \| +30 \| +0 \| +3 \| +3\.0 \|$/);
  });
});
