import type { Severity } from '@tapewire/contracts';
import type { Print } from '../tape/print.ts';

/** An alert of a rule of the firm, or of one of the user's own filters. */
export interface RailAlert {
  readonly id: string;
  readonly rule: string;
  readonly severity: Severity | 'own';
  readonly when: string;
  readonly ts: number;
  readonly print: Print;
  /** What the next morning’s open interest said of the order. */
  readonly openInterest?: string;
}

/** Severities from the least to the most urgent; a user's own filters are theirs to judge. */
const ORDER = ['low', 'medium', 'high', 'critical'] as const;
export const ALERT_LEVELS = ['all', 'medium', 'high', 'critical', 'own'] as const;
export type AlertLevel = (typeof ALERT_LEVELS)[number];

/** The alerts of a severity and above, with the user's own; or these alone. */
export function alertsFrom(alerts: readonly RailAlert[], level: AlertLevel): readonly RailAlert[] {
  if (level === 'all') return alerts;
  if (level === 'own') return alerts.filter(({ severity }) => severity === 'own');
  return alerts.filter(({ severity }) => severity === 'own' || ORDER.indexOf(severity) >= ORDER.indexOf(level));
}

const KEPT = 500;

/** Alerts newest first, each once. */
export function addAlerts(alerts: readonly RailAlert[], fresh: readonly RailAlert[]): readonly RailAlert[] {
  const known = new Set(alerts.map(({ id }) => id));
  const unknown = fresh.filter((alert, i) => !known.has(alert.id) && fresh.findIndex(({ id }) => id === alert.id) === i);
  return unknown.length === 0 ? alerts : [...unknown, ...alerts].sort((a, b) => b.ts - a.ts).slice(0, KEPT);
}

/** An order fires a filter once, however many prints it has. */
export const ownAlertId = (name: string, print: Print): string => `own:${name}:${print.orderId ?? print.id}`;
