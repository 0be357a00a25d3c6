import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { logOf, type Step } from '../test/logs.ts';
import type { Applied } from './applied.ts';
import { PartitionTape } from './tape.ts';
import { DEFAULT_TAPE_CONFIG } from './tape-config.ts';

const run = (tape: PartitionTape, steps: readonly Step[]): Applied[] => steps.map((s) => tape.apply(s.event, s.at));

describe('PartitionTape', () => {
  test('restored from a snapshot at any point, it answers byte for byte as if it had never stopped', () => {
    fc.assert(
      fc.property(logOf(120), fc.nat(120), (steps, cut) => {
        const whole = new PartitionTape(3, DEFAULT_TAPE_CONFIG);
        const expected = JSON.stringify(run(whole, steps));
        const first = new PartitionTape(3, DEFAULT_TAPE_CONFIG);
        const before = run(first, steps.slice(0, cut));
        const chunks = [...first.snapshot()].reverse();
        const second = PartitionTape.restore(3, DEFAULT_TAPE_CONFIG, chunks);
        const after = run(second, steps.slice(cut));
        expect(JSON.stringify([...before, ...after])).toBe(expected);
        expect([...second.snapshot()]).toEqual([...whole.snapshot()]);
      }),
      { numRuns: 60 },
    );
  });

  test('a record whose key was seen gives nothing', () => {
    fc.assert(
      fc.property(logOf(60), (steps) => {
        const tape = new PartitionTape(0, DEFAULT_TAPE_CONFIG);
        run(tape, steps);
        for (const step of steps.filter((s) => s.at.key !== undefined)) {
          expect(tape.apply(step.event, { ...step.at, off: step.at.off + 1000 })).toEqual({ trades: [], alerts: [], flow: [], duplicate: true });
        }
      }),
      { numRuns: 50 },
    );
  });

  test('ranks rise with position whatever the clock of the ingestor does', () => {
    fc.assert(
      fc.property(logOf(60), (steps) => {
        const ranks = run(new PartitionTape(5, DEFAULT_TAPE_CONFIG), steps).flatMap((o) => o.trades.map((t) => t.rank));
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
        expect(new Set(ranks).size).toBe(ranks.length);
      }),
    );
  });
});
