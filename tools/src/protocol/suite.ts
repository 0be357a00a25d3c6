import type { Check, Target } from './checks.ts';
import { CONNECTION_CHECKS } from './connection-checks.ts';
import { REQUEST_CHECKS } from './request-checks.ts';
import { TAPE_CHECKS } from './tape-checks.ts';

export const CHECKS: readonly Check[] = [...CONNECTION_CHECKS, ...REQUEST_CHECKS, ...TAPE_CHECKS];

export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** Why it failed or could not be tried. */
  readonly reason?: string;
}

/** Tests a running gateway against the protocol, one check after the other. */
export async function runSuite(target: Target, told: (outcome: Outcome) => void): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { id, title, run } of CHECKS) {
    const outcome = await run(target).then(
      (reason): Outcome => (reason === undefined ? { id, title, result: 'passed' } : { id, title, result: 'skipped', reason }),
      (error: unknown): Outcome => ({ id, title, result: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    );
    outcomes.push(outcome);
    told(outcome);
  }
  return outcomes;
}
