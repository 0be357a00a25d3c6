import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TrimMarks } from './trim-marks.ts';

describe('trimming a stream', () => {
  test('never takes one of the newest entries, nor a young one', () => {
    const batches = fc.array(fc.record({ rows: fc.integer({ min: 1, max: 50 }), ms: fc.nat(5000) }), { maxLength: 60 });
    fc.assert(fc.property(batches, fc.integer({ min: 1, max: 500 }), fc.nat(60_000), (steps, keep, window) => {
      const marks = new TrimMarks(keep, window);
      const received: number[] = [];
      let now = 1_000_000;
      for (const { rows, ms } of steps) {
        now += ms;
        for (let i = 0; i < rows; i++) received.push(now);
        marks.note(rows, received.length - 1, now);
        const below = marks.trimBelow(now);
        if (below === undefined) continue;
        expect(received.length - below).toBeGreaterThanOrEqual(keep);
        expect(now - (received[below - 1] ?? now)).toBeGreaterThanOrEqual(window);
      }
    }));
  });

  test('goes on once enough old entries are there', () => {
    const marks = new TrimMarks(100, 10_000);
    for (let i = 0; i < 30; i++) marks.note(10, i * 10 + 9, i * 1000);
    expect(marks.trimBelow(29_000)).toBe(200);
    expect(marks.trimBelow(29_000)).toBeUndefined();
  });
});
