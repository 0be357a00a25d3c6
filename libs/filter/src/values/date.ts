import { fromNewYork, newYorkDate, toDateNumber } from './new-york.ts';
import { parseNumber } from './number.ts';

const DAY = 86_400_000;
const DATE = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const RELATIVE = /^today([+-]\d{1,4})?$/i;
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:T(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i;

function calendarDate(year: number, month: number, day: number): number | undefined {
  const utc = Date.UTC(year, month - 1, day);
  const written = year * 10_000 + month * 100 + day;
  return toDateNumber(utc) === written ? written : undefined;
}

/** `2026-12-18` or `20261218` as the number 20261218; `today`, `today+7` when the present instant is given. */
export function parseDate(text: string, now?: number): number | undefined {
  const match = DATE.exec(text);
  if (match !== null) return calendarDate(Number(match[1]), Number(match[2]), Number(match[3]));
  const relative = RELATIVE.exec(text);
  if (relative === null || now === undefined) return undefined;
  const today = newYorkDate(now);
  const midnight = Date.UTC(Math.floor(today / 10_000), (Math.floor(today / 100) % 100) - 1, today % 100);
  return toDateNumber(midnight + Number(relative[1] ?? 0) * DAY);
}

/** 20261218 as `2026-12-18`. */
export function formatDate(date: number): string {
  const digits = String(date).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

/** The date of a cell, `2026-12-18`, as 20261218, without allocating; NaN when it is none. */
export function dateOfCell(cell: string): number {
  if (cell.length !== 10) return NaN;
  let date = 0;
  for (let i = 0; i < 10; i += 1) {
    if (i !== 4 && i !== 7) date = date * 10 + cell.charCodeAt(i) - 48;
  }
  return date;
}

/** Epoch milliseconds of a number or an ISO date-time; one without a zone is New York time. */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text);
  if (match === null) return parseNumber(text);
  const [, date = '', hours = '0', minutes = '0', seconds = '0', fraction = '', zone = ''] = match;
  if (parseDate(date) === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const wall = Date.parse(`${date}T00:00Z`) + ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  const micros = Number(fraction.padEnd(6, '0'));
  return (zone === '' ? fromNewYork(wall) : wall - offsetOf(zone)) + micros / 1000;
}

function offsetOf(zone: string): number {
  if (zone.toUpperCase() === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
