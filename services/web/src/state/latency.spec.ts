import { describe, expect, it } from '@jest/globals';
import { LatencyMeter, RateMeter } from './latency.ts';

describe('the latency meter', () => {
  it('gives percentiles of the last measurements only', () => {
    const meter = new LatencyMeter(100);
    for (let i = 0; i < 100; i++) meter.add(5000);
    for (let i = 1; i <= 100; i++) meter.add(i);
    expect([meter.percentile(0.5), meter.percentile(0.99)]).toEqual([51, 100]);
  });

  it('knows nothing before the first measurement', () => {
    expect(new LatencyMeter().percentile(0.5)).toBeUndefined();
  });
});

describe('the rate meter', () => {
  it('counts whole seconds and forgets old ones', () => {
    const meter = new RateMeter();
    for (let second = 0; second < 5; second++) meter.add(90, second * 1000);
    expect(meter.perSecond(5000)).toBe(90);
    expect(meter.perSecond(20_000)).toBe(0);
  });
});
