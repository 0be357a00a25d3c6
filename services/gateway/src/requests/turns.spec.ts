import { describe, expect, test } from '@jest/globals';
import { eventually } from '@tapewire/testkit';
import { Turns } from './turns.ts';

describe('requests in turn', () => {
  test('each owner’s begin in order, and one that has many holds nobody up', async () => {
    let now = 0;
    const turns = new Turns<string>(() => now);
    const begun: string[] = [];
    const work = (name: string) => (): void => {
      begun.push(name);
      now += 0.5;
    };
    for (let i = 0; i < 100; i++) turns.add('mallory', work(`m${i}`));
    turns.add('ann', work('a0'));
    turns.add('bob', work('b0'));
    turns.add('ann', work('a1'));
    await eventually(() => { expect(begun).toHaveLength(103); });
    expect(begun.slice(0, 6)).toEqual(['m0', 'a0', 'b0', 'm1', 'a1', 'm2']);
    expect(begun.filter((name) => name.startsWith('m'))).toEqual(Array.from({ length: 100 }, (_, i) => `m${i}`));
  });

  test('other events are heard between two slices', async () => {
    let now = 0;
    const turns = new Turns<string>(() => now);
    let begun = 0;
    for (let i = 0; i < 100; i++) turns.add('mallory', () => { begun++; now += 1; });
    const seen: number[] = [];
    while (begun < 100) {
      await new Promise(setImmediate);
      seen.push(begun);
    }
    expect(Math.max(...seen.map((count, i) => count - (seen[i - 1] ?? 0)))).toBeLessThanOrEqual(2);
  });
});
