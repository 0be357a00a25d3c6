import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_DELAYS, nextAttempt } from './reconnect-policy.ts';

const lost = { failures: 0, error: undefined, wasConnected: true, canRefreshToken: true };

describe('the reconnect policy', () => {
  it('waits longer after each failure, never longer than its limit, and never all at the same moment', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
        const next = nextAttempt({ ...lost, failures }, random);
        expect(next).not.toBe('stop');
        if (next === 'stop') return;
        expect(next.delayMs).toBeGreaterThan(0);
        expect(next.delayMs).toBeLessThanOrEqual(DEFAULT_DELAYS.longest);
      }),
    );
    expect(nextAttempt({ ...lost, failures: 3 }, 0)).not.toEqual(nextAttempt({ ...lost, failures: 3 }, 0.9));
  });

  it('moves to another gateway at once when one drains', () => {
    const error = { code: 'draining', message: 'bye' } as const;
    expect(nextAttempt({ ...lost, error }, 0.5)).toEqual({ delayMs: 200, moveOn: true });
  });

  it('stops when access was taken away', () => {
    expect(nextAttempt({ ...lost, error: { code: 'revoked', message: '' } }, 0)).toBe('stop');
    expect(nextAttempt({ ...lost, error: { code: 'unauthorized', message: '' } }, 0)).toBe('stop');
  });

  it('gets a new token at once when the old one has expired, if it can', () => {
    const error = { code: 'tokenExpired', message: '' } as const;
    expect(nextAttempt({ ...lost, error }, 0)).toEqual({ delayMs: 0, moveOn: false });
    expect(nextAttempt({ ...lost, error, canRefreshToken: false }, 0)).toBe('stop');
  });

  it('keeps trying a full plan only when its own lost socket may be what fills it', () => {
    const error = { code: 'limit', message: '' } as const;
    expect(nextAttempt({ ...lost, error, wasConnected: false }, 0)).toBe('stop');
    expect(nextAttempt({ ...lost, error }, 0)).not.toBe('stop');
  });
});
