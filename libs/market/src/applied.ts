import type { Alert, FlowOutput, RawKind, Trade } from '@tapewire/contracts';

/** Where in the raw log an event stands, and what its headers say. */
export interface EventPlace {
  readonly off: number;
  readonly recvTs: number;
  readonly key?: string;
  readonly kind: RawKind;
}

/** What one raw record gives. */
export interface Applied {
  /** None or one. */
  readonly trades: readonly Trade[];
  readonly alerts: readonly Alert[];
  readonly flow: readonly FlowOutput[];
  /** Why the record was refused: it belongs in the dead-letter topic. */
  readonly reject?: string;
  /** Its key was seen before. */
  readonly duplicate?: true;
}

export const NOTHING: Applied = { trades: [], alerts: [], flow: [] };

/** The answer to a record that cannot be used. */
export const rejected = (reason: string): Applied => ({ ...NOTHING, reject: reason });
