import { setTimeout as sleep } from 'node:timers/promises';
import { Conversation, ProtocolViolation } from './conversation.ts';

/** What the suite is run against. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

/** A numbered check; numbers leave room for later ones. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Resolves when it holds, to a text when it could not be tried; throws when it does not hold. */
  readonly run: (target: Target) => Promise<string | undefined>;
}

export const equal = (found: unknown, expected: unknown, what: string): void => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new ProtocolViolation(`${what}: expected ${b.slice(0, 300)}, was ${a.slice(0, 300)}`);
};

export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new ProtocolViolation(what);
}

/** Runs with a connection of its own, and holds it to the shapes to its end. */
export async function connected<T>(target: Target, work: (conversation: Conversation) => Promise<T>): Promise<T> {
  const conversation = await Conversation.open(target.url, { token: target.token });
  if (!(conversation instanceof Conversation)) throw new ProtocolViolation(`the token was refused: ${JSON.stringify(conversation)}`);
  try {
    const result = await work(conversation);
    equal(conversation.violations, [], 'events outside the protocol');
    return result;
  } finally {
    conversation.close();
  }
}

/** Waits until something is there; undefined when it never came. */
export async function awaited<T>(find: () => T | undefined, timeoutMs = 10_000): Promise<T | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const found = find();
    if (found !== undefined || performance.now() > deadline) return found;
    await sleep(20);
  }
}

export const QUIET_TAPE = 'no trade printed within 10 s';
