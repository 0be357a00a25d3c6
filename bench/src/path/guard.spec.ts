import { describe, expect, it } from '@jest/globals';
import { compare } from './guard.ts';
import type { PathReport } from './report.ts';

/** A report of a machine whose calibration loop makes so many rounds, in which a trade costs the normalizer so much. */
function report(rounds: number, micros: number): PathReport {
  const cost = { micros, cores: 0.5, rssMiB: 100 };
  const drained = { trades: 1, tradesPerSecond: 1, withStart: 1, doubles: 0, costs: { normalizer: cost, machine: { ...cost, micros: 1e6 } } };
  return {
    machine: { cores: 2, cpu: 'any', memoryGiB: 1, node: 'v24' }, at: '', clients: 1, latencyClients: 1, calibration: [rounds, rounds],
    capacity: { drained: [drained], tradesPerSecond: { median: 1, min: 1, max: 1 }, steps: [], sustained: 1 },
  };
}

describe('the regression guard', () => {
  it('says what got slower', () => {
    expect(compare(report(1000, 20), report(1000, 30))).toMatchObject([{ what: 'normalizer', ratio: 1.5, slower: true }]);
    expect(compare(report(1000, 20), report(1000, 22))).toMatchObject([{ what: 'normalizer', slower: false }]);
  });

  it('does not take a slower machine for slower code, nor a faster one for faster', () => {
    expect(compare(report(1000, 20), report(500, 40))).toMatchObject([{ ratio: 1, slower: false }]);
    expect(compare(report(500, 40), report(1000, 40))).toMatchObject([{ ratio: 2, slower: true }]);
  });
});
