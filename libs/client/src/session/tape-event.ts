import type { Row, WireError } from '@tapewire/contracts';

/**
 * Where a subscription stands. `connecting`: asked for, nothing received yet. `catchingUp`: rows that were missed are on
 * their way. `live`: every matching row arrives as it prints. `interrupted`: not receiving; it resumes by itself.
 * `failed`: refused for good, see `error`. `closed`: ended by its owner.
 */
export type TapeState = 'connecting' | 'catchingUp' | 'live' | 'interrupted' | 'failed' | 'closed';

/** Why a subscription was interrupted: the socket dropped, the gateway left rows out, or the reader fell behind. */
export type Interruption = 'disconnected' | 'lagged' | 'slowReader' | 'refused';

/** What a subscription tells its user, in this order of time. */
export type TapeEvent =
  /**
   * Replaces all that was held: rows newest first. `gap` is true when this follows an interruption that could not be
   * filled (`resumed: false`): trades between what was held and these rows may be missing. `since`: rows received before
   * (epoch milliseconds) are the notable ones only.
   */
  | { readonly type: 'snapshot'; readonly columns: readonly string[]; readonly rows: readonly Row[]; readonly gap: boolean; readonly since?: number }
  /** New rows in position order within each partition. `recovered`: they were missed and caught up with. */
  | { readonly type: 'rows'; readonly rows: readonly Row[]; readonly recovered: boolean }
  /** The plan's rate was exceeded and this many rows were left out (overflow `conflate`). */
  | { readonly type: 'skipped'; readonly count: number }
  /** `recovered`: on `live` after an interruption, the number of missed rows that were filled in. */
  | {
      readonly type: 'status';
      readonly state: TapeState;
      readonly recovered?: number;
      readonly why?: Interruption;
      readonly error?: WireError;
    };
