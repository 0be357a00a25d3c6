import { TapewireError } from '@tapewire/contracts';

/** Error replies that mean "not now": Redis is up, keeps what it has and takes no writes. */
const REFUSALS = ['OOM', 'MISCONF', 'READONLY', 'NOREPLICAS', 'LOADING', 'BUSY', 'MASTERDOWN', 'NOPERM', 'TRYAGAIN'];

/** The reply of a Redis that was restarted empty, or that has never seen this release. */
export const isFunctionMissing = (error: unknown): boolean => messageOf(error).includes('Function not found');

/** The reply to a query whose index is gone, as after FLUSHALL. */
export const isIndexMissing = (error: unknown): boolean => /no such index|unknown index name/i.test(messageOf(error));

/** Names what a failed command means: refused, too slow, or Redis away. */
export function redisFailure(error: unknown, doing: string): TapewireError {
  if (error instanceof TapewireError) return error;
  const message = messageOf(error);
  const details = { doing, reply: message };
  if (/timeout limit was reached/i.test(message)) {
    return new TapewireError('QUERY_TIMEOUT', `Redis Search gave up while ${doing}: ${message}`, details, error);
  }
  if (isIndexMissing(error)) return new TapewireError('INDEX_UNHEALTHY', `${doing}: the index is missing`, details, error);
  if (REFUSALS.some((word) => message.startsWith(word))) {
    return new TapewireError('REDIS_REFUSED', `Redis refused ${doing}: ${message}`, details, error);
  }
  return new TapewireError('REDIS_UNAVAILABLE', `Redis failed while ${doing}: ${message}`, details, error);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
