import { describe, expect, it } from '@jest/globals';
import { Arrivals, p99BySecond, stretchFigures } from './arrivals.ts';

const START = 1_000_000;
/** Wall clock minus the file's time. */
const OFFSET = 500_000_000;

describe('arrivals', () => {
  it('count latency from when a trade was due, even where it was received late', () => {
    const arrivals = new Arrivals([{ rate: 1, seconds: 2 }, { rate: 1, seconds: 2 }], START);
    arrivals.live('0-0', START, START + OFFSET, START + OFFSET + 4);
    // Due at 2 s, received by a stalled ingestor 300 ms later, at the client after another 10.
    arrivals.live('0-1', START + 2000, START + OFFSET + 2300, START + OFFSET + 2310);
    const figures = arrivals.figures();
    expect(stretchFigures(figures, 0)).toMatchObject({ rows: 1, due: { max: 4 } });
    const { due, received } = stretchFigures(figures, 1);
    expect(due.max / 310).toBeCloseTo(1, 2);
    expect(received.max).toBeCloseTo(10, 1);
    expect(p99BySecond(figures, 4)[2]).toBeGreaterThan(300);
  });

  it('tell a row that came twice, and know rows of pages', () => {
    const arrivals = new Arrivals([{ rate: 1, seconds: 2 }], START);
    arrivals.known('0-0');
    arrivals.live('0-1', START, START + OFFSET, START + OFFSET);
    arrivals.live('0-1', START, START + OFFSET, START + OFFSET);
    expect(arrivals.figures()).toMatchObject({ rows: 2, doubles: 1 });
  });
});
