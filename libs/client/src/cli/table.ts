import type { Cell, Row } from '@tapewire/contracts';
import type { Format } from './arguments.ts';

/** Turns rows into lines of one of the output formats. */
export interface RowWriter {
  /** Lines before the first row. */
  header(): string[];
  line(row: Row): string;
}

const RED = '\u001b[31m';
const GREEN = '\u001b[32m';
const BLUE = '\u001b[34m';
const YELLOW = '\u001b[33m';
const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

const WIDTHS: Readonly<Record<string, number>> = {
  'id': 12, 'ts': 12, 'recvTs': 12, 'kind': 7, 'contract': 21, 'underlying': 6, 'exp': 10, 'right': 1, 'strike': 8, 'price': 8, 'size': 7, 'premium': 12, 'side': 8,
  'sentiment': 8, 'spot': 9, 'otm': 7, 'dte': 4, 'iv': 6, 'delta': 6, 'volume': 8, 'oi': 8, 'flags': 20, 'exchange': 2, 'score': 5, 'order.id': 12, 'minute': 5,
};
const DEFAULT_WIDTH = 10;
const TEXTS: ReadonlySet<string> = new Set(['id', 'contract', 'underlying', 'exp', 'right', 'side', 'sentiment', 'flags', 'exchange', 'order.id', 'kind', 'ref', 'conditions']);
const DECIMALS: Readonly<Record<string, number>> = { price: 2, premium: 0, spot: 2, otm: 1, iv: 3, delta: 2, bid: 2, ask: 2 };
const LARGE = 1_000_000;

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hourCycle: 'h23' });

function shown(name: string, cell: Cell): string {
  if (cell === null) return '-';
  if (typeof cell === 'object') return cell.join(',');
  // Nearly all are trades: what is not must catch the eye.
  if (name === 'kind') return cell === 'trade' ? '' : String(cell);
  if (typeof cell === 'string') return cell;
  if (name === 'ts' || name === 'recvTs') return clock.format(cell);
  if (name === 'minute') return clock.format(cell).slice(0, 5);
  if (name in DECIMALS) return cell.toFixed(DECIMALS[name]);
  return name.includes('premium') || name === 'net' ? cell.toFixed(0) : String(cell);
}

function coloured(name: string, cell: Cell, text: string): string {
  const colour = name === 'right' ? (cell === 'C' ? BLUE : YELLOW)
    : name === 'kind' ? RED
    : name === 'sentiment' ? (cell === 'bullish' ? GREEN : cell === 'bearish' ? RED : '')
      : name === 'premium' && typeof cell === 'number' && cell >= LARGE ? BOLD + YELLOW
        : name === 'underlying' ? BOLD : '';
  return colour === '' ? text : `${colour}${text}${PLAIN}`;
}

function table(columns: readonly string[], colour: boolean): RowWriter {
  const width = (name: string): number => Math.max(WIDTHS[name] ?? DEFAULT_WIDTH, name.length);
  const padded = (name: string, text: string): string => (TEXTS.has(name) ? text.padEnd(width(name)) : text.padStart(width(name)));
  return {
    header: () => [columns.map((name) => padded(name, name)).join('  ').trimEnd()],
    line: (row) => columns.map((name, i) => {
      const cell = row[i] ?? null;
      const text = padded(name, shown(name, cell));
      return colour ? coloured(name, cell, text) : text;
    }).join('  ').trimEnd(),
  };
}

const csvCell = (cell: Cell): string => {
  const text = cell === null ? '' : typeof cell === 'object' ? cell.join(' ') : String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const csv = (columns: readonly string[]): RowWriter => ({
  header: () => [columns.join(',')],
  line: (row) => columns.map((_, i) => csvCell(row[i] ?? null)).join(','),
});

const json = (columns: readonly string[]): RowWriter => ({
  header: () => [],
  line: (row) => JSON.stringify(Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null]))),
});

/** Times in tables are New York's; JSON and CSV keep the wire's epoch milliseconds. */
export function rowWriter(format: Format, columns: readonly string[], colour: boolean): RowWriter {
  switch (format) {
    case 'table': return table(columns, colour);
    case 'csv': return csv(columns);
    case 'json': return json(columns);
  }
}
