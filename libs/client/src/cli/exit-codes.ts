import type { WireError } from '@tapewire/contracts';

/** What the command's exit code says; scripts rely on them. */
export const EXIT = {
  ok: 0,
  /** Unreachable, timed out, or refused for now. */
  failed: 1,
  usage: 2,
  /** The token is missing, bad, expired or revoked, or the plan does not allow it. */
  refused: 3,
  /** The filter or a column was refused. */
  badFilter: 4,
  /** `tail --strict`: rows were missed that can't be had again. */
  gap: 5,
  /** `tail --timeout`: the rows did not come in time. */
  late: 6,
} as const;

const REFUSED: readonly WireError['code'][] = ['unauthorized', 'tokenExpired', 'revoked', 'limit'];
const BAD: readonly WireError['code'][] = ['badFilter', 'unknownColumn', 'badRequest'];

export const exitCodeOf = (error: WireError | undefined): number =>
  error === undefined ? EXIT.failed : REFUSED.includes(error.code) ? EXIT.refused : BAD.includes(error.code) ? EXIT.badFilter : EXIT.failed;
