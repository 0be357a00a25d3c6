import type { Session } from '../socket/session.ts';
import { refusal } from './request-error.ts';

const UNREAD_RETRY_MS = 1000;

/** Counts a request that reads stored rows. Throws `rateLimited` above the plan's rate. */
export function countPage(session: Session, now: number): void {
  if (session.buffer.lagging) {
    throw refusal('rateLimited', 'This connection has not read what it was sent.', { retryAfter: UNREAD_RETRY_MS });
  }
  if (session.pages.take(1, now) === 1) return;
  throw refusal('rateLimited', `The plan allows ${session.plan.pagesPerSecond} reads of stored rows per second.`, {
    retryAfter: Math.max(1, session.pages.waitFor(1, now)),
  });
}
