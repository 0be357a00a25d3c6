import { describe, expect, test } from '@jest/globals';
import { faultName, faultPlan } from './plan.ts';
import { random } from './random.ts';

const draw = (seed: number, count: number): ReturnType<typeof JSON.stringify>[] => {
  const plan = faultPlan(random(seed));
  return Array.from({ length: count }, () => JSON.stringify(plan.next().value));
};

describe('faultPlan', () => {
  test('repeats itself from its seed', () => {
    expect(draw(7, 60)).toEqual(draw(7, 60));
  });

  test('differs from seed to seed', () => {
    expect(draw(7, 60)).not.toEqual(draw(8, 60));
  });

  test('has every disturbance in its first round', () => {
    const plan = faultPlan(random(1));
    const kinds = new Set(Array.from({ length: 22 }, () => faultName(plan.next().value as never).split(' ')[0]));
    expect([...kinds].sort()).toEqual(['Kafka', 'Redis', 'clients', 'cut', 'delay', 'drain', 'freeze', 'kill', 'slice', 'stall']);
  });
});
