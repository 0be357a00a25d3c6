import { describe, expect, test } from '@jest/globals';
import { faultName, faultPlan, type Fault } from './plan.ts';
import { random } from './random.ts';

const ONE = { brokers: 1, pods: 1 } as const;

const draw = (seed: number, count: number): ReturnType<typeof JSON.stringify>[] => {
  const plan = faultPlan(random(seed), ONE);
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
    const plan = faultPlan(random(1), ONE);
    const kinds = new Set(Array.from({ length: 23 }, () => faultName(plan.next().value as never).split(' ')[0]));
    expect([...kinds].sort()).toEqual(['Kafka', 'Redis', 'clients', 'cut', 'delay', 'drain', 'flap', 'freeze', 'kill', 'slice', 'stall']);
  });

  test('with three brokers and two pods, leaders and partitions move', () => {
    const plan = faultPlan(random(1), { brokers: 3, pods: 2 });
    const faults = Array.from({ length: 50 }, () => plan.next().value as Fault);
    expect(faults.map(faultName)).toEqual(expect.arrayContaining(['Kafka broker stopped, leaders move', 'Kafka broker killed, leaders move']));
    expect(JSON.stringify(faults)).toContain('redis-indexer-2');
  });
});
