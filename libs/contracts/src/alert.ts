import type { Trade } from './trade.ts';

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

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
  readonly desks?: readonly string[];
  readonly plans?: readonly string[];
}
