import { expect, it } from '@jest/globals';
import { add, jestCounts, NONE, summary } from './test-counts.ts';

it('counts a spec file that could not run as a failure', () => {
  const json = JSON.stringify({ numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2, numPendingTests: 3, numTodoTests: 0 });
  expect(jestCounts(json)).toEqual({ passed: 7, failed: 3, skipped: 3 });
});

it('sums up in one line that names skipped tests only when there are some', () => {
  expect(summary(add(NONE, { passed: 2, failed: 0, skipped: 0 }))).toBe('2 passed, 0 failed');
  expect(summary({ passed: 2, failed: 1, skipped: 4 })).toBe('2 passed, 1 failed, 4 skipped');
});
