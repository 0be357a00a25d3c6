import { REQUESTS } from '@tapewire/contracts';
import { HOSTILE_FIELDS, HOSTILE_TEXTS, HOSTILE_VALUES } from '@tapewire/testkit';
import { between, pick, random } from '../faults/random.ts';

/** A request as a hostile client sends it. */
export interface HostileMessage {
  readonly name: string;
  readonly payload: unknown;
}

const NAMES = Object.keys(REQUESTS);
const FIELDS_MAX = 4;

/** Half of them of a shape that gets as far as the filter and Redis, the others of any. */
export function hostileMessages(count: number, seed: number): HostileMessage[] {
  const next = random(seed);
  const anything = (): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: between(next, 1, FIELDS_MAX) }, () => [pick(next, HOSTILE_FIELDS), pick(next, HOSTILE_VALUES)]));
  const shapes: readonly (() => HostileMessage)[] = [
    () => ({ name: pick(next, NAMES), payload: pick(next, HOSTILE_VALUES) }),
    () => ({ name: pick(next, NAMES), payload: anything() }),
    () => ({ name: 'subscribe', payload: { filter: pick(next, HOSTILE_TEXTS), snapshot: 10 } }),
    () => ({ name: 'page', payload: { filter: pick(next, HOSTILE_TEXTS), before: pick(next, HOSTILE_TEXTS), limit: 10 } }),
  ];
  return Array.from({ length: count }, () => pick(next, shapes)());
}
