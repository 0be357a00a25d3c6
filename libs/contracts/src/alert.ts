import type { IsoDate, Trade } from './trade.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const OI_VERDICTS = ['opened', 'closed', 'unclear'] as const;
export type OiVerdict = (typeof OI_VERDICTS)[number];

/** What the open interest of the morning after says of an order. */
export interface OpenInterestChange {
  readonly verdict: OiVerdict;
  /** Open interest when the order was traded, and after that day. */
  readonly from: number;
  readonly to: number;
  /** Of which day the later one is. */
  readonly date: IsoDate;
}

/** A rule that fired: once per rule and order, else once per rule and position. */
export interface Alert {
  /** `"<rule>:<order id or position>"`. */
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity;
  /** The rule's text, for people. */
  readonly when: string;
  readonly ts: number;
  readonly recvTs: number;
  readonly trade: Trade;
  /** The figures that set it off, by name. */
  readonly figures: Readonly<Record<string, number>>;
  /** Only of rule `open-interest`: whether yesterday's order opened or closed a position. `trade` is the order's last print. */
  readonly oiChange?: OpenInterestChange;
  readonly desks?: readonly string[];
  readonly plans?: readonly string[];
}
