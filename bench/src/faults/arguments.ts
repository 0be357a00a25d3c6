import type { Shape } from './plan.ts';

/** The parts of a comma-separated list. */
export const list = (text: string): string[] => text.split(',').filter((name) => name !== '');

/** Seeds written as `51..60` or `3,7,9`; without them `runs` seeds from `first` on. */
export function parseSeeds(text: string | undefined, first: number, runs: number): number[] {
  if (text === undefined) return Array.from({ length: runs }, (_, i) => first + i);
  return list(text).flatMap((part) => {
    const [from = Number.NaN, to = from] = part.split('..').map(Number);
    if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || to < from) throw new TypeError(`--seeds: expected N..M or N,M, was ${text}`);
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  });
}

/** How much is started. */
export function parseShape(brokers: string, pods: string): Shape {
  if (brokers !== '1' && brokers !== '3') throw new TypeError(`--brokers: expected 1 or 3, was ${brokers}`);
  if (pods !== '1' && pods !== '2') throw new TypeError(`--pods: expected 1 or 2, was ${pods}`);
  return { brokers: brokers === '1' ? 1 : 3, pods: pods === '1' ? 1 : 2 };
}
