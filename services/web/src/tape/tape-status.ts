import type { TapeState } from '@tapewire/client';
import type { WireError } from '@tapewire/contracts';

export type PauseReason = 'user' | 'hover' | 'scroll';

/** What a tape tells of itself. */
export interface TapeStatus {
  readonly state: TapeState;
  readonly error: WireError | undefined;
  readonly paused: readonly PauseReason[];
  /** Prints that came while it was paused. */
  readonly waiting: number;
  readonly held: number;
  /** Receipt of the newest print by the ingestor, epoch milliseconds. */
  readonly lastPrintAt: number | undefined;
  /** While the day is being played: where it is, as a time of day. */
  readonly replay: { readonly at: string; readonly speed: number } | undefined;
}

export const FIRST_STATUS: TapeStatus = {
  state: 'connecting', error: undefined, paused: [], waiting: 0, held: 0, lastPrintAt: undefined, replay: undefined,
};
