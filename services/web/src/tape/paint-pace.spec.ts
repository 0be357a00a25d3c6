import { describe, expect, it } from '@jest/globals';
import { PaintPace } from './paint-pace.ts';

describe('the pace of painting', () => {
  it('shows a single row in the next frame', () => {
    const pace = new PaintPace();
    pace.rowsCame(1);
    expect(pace.mayPaint(0)).toBe(true);
    pace.rowsCame(1);
    expect(pace.mayPaint(16)).toBe(true);
  });

  it('paints ten times a second while a thousand rows a second come', () => {
    const pace = new PaintPace();
    let painted = 0;
    for (let now = 0; now < 1000; now += 16) {
      pace.rowsCame(16);
      if (pace.mayPaint(now)) painted += 1;
    }
    expect(painted).toBeLessThanOrEqual(11);
    expect(painted).toBeGreaterThanOrEqual(8);
  });
});
