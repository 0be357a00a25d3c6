import { describe, expect, it } from '@jest/globals';
import { parseTimeline, secondsOf, stretchAt, tradesOf } from './timeline.ts';

describe('a timeline', () => {
  const stretches = parseTimeline('100x10,2000x0.5,100x30');

  it('is written as rates and seconds', () => {
    expect(stretches).toEqual([{ rate: 100, seconds: 10 }, { rate: 2000, seconds: 0.5 }, { rate: 100, seconds: 30 }]);
    expect(stretches.map(tradesOf)).toEqual([1000, 1000, 3000]);
    expect(secondsOf(stretches)).toBe(40.5);
    expect(() => parseTimeline('100')).toThrow('expected rates and seconds');
  });

  it('knows the stretch of every second, the last one without end', () => {
    expect([0, 9.99, 10, 10.4, 10.5, 40, 99].map((second) => stretchAt(stretches, second))).toEqual([0, 0, 1, 1, 2, 2, 2]);
  });
});
