/** Formats of the tape. All keep digits in columns: fixed decimals, no locale surprises. */
export const UNKNOWN = '·';

const twoDigits = (n: number): string => String(n).padStart(2, '0');

/** US dollars in at most five characters: 940, 42.1K, 1.26M, 12.6M. */
export function money(value: number | null): string {
  if (value === null) return UNKNOWN;
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size >= 1e9) return `${sign}${short(size / 1e9)}B`;
  if (size >= 999_500) return `${sign}${short(size / 1e6)}M`;
  if (size >= 1000) return `${sign}${short(size / 1e3)}K`;
  return `${sign}${size.toFixed(0)}`;
}

const short = (n: number): string => (n >= 100 ? n.toFixed(0) : n >= 10 ? n.toFixed(1) : n.toFixed(2));

/** With a minus sign in place of the hyphen, and none before a zero. */
const signed = (text: string): string => (/^-[0.]*$/.test(text) ? text.slice(1) : text.replace('-', '−'));

export const fixed = (value: number | null, digits: number): string => (value === null ? UNKNOWN : signed(value.toFixed(digits)));
export const percent = (value: number | null, digits = 1): string => (value === null ? UNKNOWN : `${signed(value.toFixed(digits))}%`);

/** `+1.2%`: a change, whose sign is said. */
export const change = (value: number | null, digits = 1): string => `${value !== null && Number(value.toFixed(digits)) > 0 ? '+' : ''}${percent(value, digits)}`;

/** Whole contracts with a thin space every three digits. */
export const count = (value: number | null): string =>
  value === null ? UNKNOWN : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u2009');

export const strike = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(value * 10 === Math.round(value * 10) ? 1 : 2));

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `18 Dec`, with the year's last digits when it is far: `15 Jan 27`. */
export function expiration(exp: string, dte: number | null): string {
  const [year = '', month = '', day = ''] = exp.split('-');
  const name = MONTHS[Number(month) - 1] ?? month;
  return dte !== null && dte > 300 ? `${day} ${name} ${year.slice(2)}` : `${day} ${name}`;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

function clock(zone: 'ny' | 'local'): Intl.DateTimeFormat {
  const known = clocks.get(zone) ?? new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', ...(zone === 'ny' ? { timeZone: 'America/New_York' } : {}),
  });
  clocks.set(zone, known);
  return known;
}

// Formatting a time zone is the dearest part of painting a row, and a second's rows share their text.
const seconds = new Map<string, string>();

/** `10:42:07` of an instant in epoch milliseconds. */
export function timeOfDay(ts: number, zone: 'ny' | 'local'): string {
  const second = Math.floor(ts / 1000);
  const key = `${zone}${second}`;
  const known = seconds.get(key) ?? clock(zone).format(second * 1000);
  if (seconds.size > 5000) seconds.clear();
  seconds.set(key, known);
  return known;
}

const days = new Map<string, Intl.DateTimeFormat>();

/** `Fri 20 Nov 09:31` of an instant in epoch milliseconds. */
export function dayAndTime(ts: number, zone: 'ny' | 'local'): string {
  const known = days.get(zone) ?? new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', ...(zone === 'ny' ? { timeZone: 'America/New_York' } : {}) });
  days.set(zone, known);
  return `${known.format(ts).replace(',', '')} ${timeOfDay(ts, zone).slice(0, 5)}`;
}

export const millis = (ts: number): string => `.${String(Math.floor(ts) % 1000).padStart(3, '0')}`;

/** `3m 20s`, for how long something has been so. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  if (total < 60) return `${total}s`;
  if (total < 3600) return `${Math.floor(total / 60)}m ${twoDigits(total % 60)}s`;
  return `${Math.floor(total / 3600)}h ${twoDigits(Math.floor((total % 3600) / 60))}m`;
}
