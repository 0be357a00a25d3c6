import { describe, expect, it } from '@jest/globals';
import { sessionStates } from './session-states.ts';

const on = (iso: string): string[] =>
  sessionStates(Date.parse(iso)).filter(({ value }) => value === 1).map(({ labels }) => `${labels.class} ${labels.session}`);

describe('sessionStates', () => {
  it('has stocks, ETFs and indices in regular hours at 9:31 New York on a trading day', () => {
    expect(on('2026-03-02T14:31:00Z')).toEqual(['equity rth', 'etf rth', 'global rth']);
  });

  it('has only SPX and VIX before the open', () => {
    expect(on('2026-03-02T10:00:00Z')).toEqual(['global gth']);
  });

  it('has nothing on a holiday, so that nothing pages', () => {
    expect(on('2026-12-25T16:00:00Z')).toEqual([]);
  });

  it('ends stocks at 13:00 on a half day', () => {
    expect(on('2026-11-27T18:10:00Z')).toEqual(['etf rth', 'global rth']);
  });

  it('tells every state, also those that are off', () => {
    expect(sessionStates(0)).toHaveLength(9);
  });
});
