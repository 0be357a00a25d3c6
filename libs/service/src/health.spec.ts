import { describe, expect, it } from '@jest/globals';
import { Health } from './health.ts';

describe('Health', () => {
  it('is ready and live when nothing objects', () => {
    const health = new Health();
    expect(health.ready()).toEqual({ ok: true, checks: {} });
    health.readiness('kafka', () => undefined);
    expect(health.ready()).toEqual({ ok: true, checks: { kafka: 'ok' } });
    expect(health.live().ok).toBe(true);
  });

  it('says why it is not, and asks anew each time', () => {
    const health = new Health();
    let reason: string | undefined = 'is 5 records behind';
    health.readiness('kafka', () => reason);
    health.readiness('redis', () => undefined);
    expect(health.ready()).toEqual({ ok: false, checks: { kafka: 'is 5 records behind', redis: 'ok' } });
    reason = undefined;
    expect(health.ready().ok).toBe(true);
  });

  it('keeps liveness apart from readiness', () => {
    const health = new Health();
    health.liveness('loop', () => 'hangs');
    expect(health.live().ok).toBe(false);
    expect(health.ready().ok).toBe(true);
  });
});
