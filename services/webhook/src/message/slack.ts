import type { Alert, Severity, Trade } from '@tapewire/contracts';

const COLOURS: Readonly<Record<Severity, string>> = { low: '#8a94a6', medium: '#3b82f6', high: '#f59e0b', critical: '#ef4444' };

export interface SlackMessage {
  readonly text: string;
  readonly attachments: readonly object[];
}

/** Slack's three special characters. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const UNITS: readonly (readonly [number, string])[] = [[1e9, 'B'], [1e6, 'M'], [1e3, 'k']];

/** `$1.25M`. */
export function money(dollars: number): string {
  const [size, unit] = UNITS.find(([from]) => Math.abs(dollars) >= from) ?? [1, ''];
  return `$${Number((dollars / size).toFixed(2))}${unit}`;
}

/** `NVDA 4 Dec 208 C` for people. */
const contractOf = ({ underlying, exp, strike, right }: Trade): string => `${underlying} ${exp} ${strike} ${right === 'C' ? 'call' : 'put'}`;

function lineOf({ trade }: Alert): string {
  const { side, size, price, order, premium } = trade;
  const total = order?.premium ?? premium;
  const parts = [`${size} at ${price}`, side === 'none' ? undefined : side, total === undefined ? undefined : money(total), trade.flags.join(' ')];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}

/** A message for Slack's incoming webhooks and what understands them: one attachment an alert. `page`: where the terminal is. */
export function slackMessage(alerts: readonly Alert[], page: string | undefined): SlackMessage {
  const [first] = alerts;
  const text = alerts.length === 1 && first !== undefined
    ? `${first.rule}: ${contractOf(first.trade)}`
    : `${alerts.length} alerts: ${[...new Set(alerts.map(({ rule }) => rule))].join(', ')}`;
  return {
    text: escaped(text),
    attachments: alerts.map((alert) => ({
      color: COLOURS[alert.severity],
      fallback: escaped(`${alert.rule}: ${contractOf(alert.trade)} ${lineOf(alert)}`),
      title: escaped(`${alert.rule}: ${contractOf(alert.trade)}`),
      ...(page === undefined ? {} : { title_link: `${page.replace(/\/$/, '')}/?f=${encodeURIComponent(`contract:${alert.trade.contract}`)}` }),
      text: escaped(lineOf(alert)),
      fields: Object.entries(alert.figures).map(([title, value]) => ({ title, value: String(value), short: true })),
      footer: escaped(`${alert.severity} · ${alert.when}`),
      ts: Math.floor(alert.ts / 1000),
    })),
  };
}
