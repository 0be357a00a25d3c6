import type { DayNumber } from './calendar/dates.ts';
import type { Draft } from './enrich.ts';
import type { FlagMask } from './flags.ts';
import type { TradedContract } from './state/contract-book.ts';

/** A print on its way through the tape: the row being put together, and what the steps need besides. */
export interface Print {
  readonly draft: Draft;
  readonly contract: TradedContract;
  readonly tradeDay: DayNumber;
  /** Flags found so far; they go into the row at the end. */
  flags: FlagMask;
  /** Its feed has declared that it knows no sale conditions: sweeps and packages must be inferred. */
  readonly withoutConditions: boolean;
}

/** 1 bought (at the ask or above), -1 sold (at the bid or below), 0 neither for certain. */
export function directionOf(draft: Draft): -1 | 0 | 1 {
  if (draft.side === 'ask' || draft.side === 'aboveAsk') return 1;
  return draft.side === 'bid' || draft.side === 'belowBid' ? -1 : 0;
}
