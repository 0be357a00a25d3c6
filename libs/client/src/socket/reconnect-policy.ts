import type { WireError } from '@tapewire/contracts';
import { adviceOf } from '../advice.ts';

/** Delays of the policy, in milliseconds. */
export interface ReconnectDelays {
  /** The first retry comes within this; each later one may wait twice as long. */
  readonly first: number;
  readonly longest: number;
}
/** When all gateways were away for a while, the last client is back some 5 s after the first of them. */
export const DEFAULT_DELAYS: ReconnectDelays = { first: 400, longest: 5000 };

export interface LostConnection {
  /** How many attempts failed since the last one that worked. */
  readonly failures: number;
  /** Why it was lost, where the gateway said so. */
  readonly error: WireError | undefined;
  /** Whether this client was connected before: then a full plan may only be counting its lost socket. */
  readonly wasConnected: boolean;
  /** A token can be asked for anew. */
  readonly canRefreshToken: boolean;
}

/** When to try again and whether at the next URL, or `stop`. `random` is in [0, 1). */
export function nextAttempt(lost: LostConnection, random: number, delays: ReconnectDelays = DEFAULT_DELAYS): { delayMs: number; moveOn: boolean } | 'stop' {
  const { error, failures } = lost;
  const backoff = Math.min(delays.longest, delays.first * 2 ** Math.min(failures, 16));
  const jittered = Math.round(backoff * (0.25 + 0.75 * random));
  if (error === undefined) return { delayMs: jittered, moveOn: true };
  if (error.code === 'tokenExpired' && lost.canRefreshToken) return { delayMs: failures === 0 ? 0 : jittered, moveOn: false };
  if (error.code === 'limit' && lost.wasConnected) return { delayMs: jittered, moveOn: true };
  switch (adviceOf(error.code)) {
    case 'never': return 'stop';
    case 'retryElsewhere': return { delayMs: failures === 0 ? Math.round(delays.first * random) : jittered, moveOn: true };
    case 'retryAfter': return { delayMs: (error.retryAfter ?? 0) + jittered, moveOn: true };
    case 'retry': return { delayMs: jittered, moveOn: true };
  }
}
