import { malformed } from './malformed.ts';

/** 2001-09-09 to 2286: epoch nanoseconds with 19 digits, so that texts compare as numbers do. */
const NANOSECONDS = /^[1-9]\d{18}$/;
const MILLISECONDS_LEAST = 1e12;
const MILLISECONDS_MAX = 1e13;

/** Epoch nanoseconds as a decimal string of 19 digits. */
export function nanoseconds(field: string, was: unknown): string {
  if (typeof was !== 'string' || !NANOSECONDS.test(was)) throw malformed(field, 'nanoseconds since 1970 (19 digits)', was);
  return was;
}

/** Epoch milliseconds, microseconds as a fraction. */
export function milliseconds(field: string, was: unknown): number {
  if (typeof was !== 'number' || !(was >= MILLISECONDS_LEAST && was < MILLISECONDS_MAX)) {
    throw malformed(field, 'milliseconds since 1970', was);
  }
  return was;
}

/** Milliseconds to the decimal nanoseconds of `tsNs`; what a double can't hold below a microsecond is zero. */
export function millisToNanos(millis: number): string {
  const whole = Math.floor(millis);
  const micros = Math.round((millis - whole) * 1000);
  return micros === 1000 ? `${whole + 1}000000` : `${whole}${String(micros).padStart(3, '0')}000`;
}

const RFC_3339 = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;

/** A time such as `2024-03-11T13:35:35.13312256Z` as `tsNs`. */
export function rfc3339(field: string, was: unknown): string {
  const parts = typeof was === 'string' ? RFC_3339.exec(was) : null;
  const seconds = parts === null ? NaN : Date.parse(`${parts[1] ?? ''}Z`) / 1000;
  if (!Number.isFinite(seconds)) throw malformed(field, 'a time such as 2024-03-11T13:35:35.133122560Z', was);
  return nanoseconds(field, `${seconds}${(parts?.[2] ?? '').padEnd(9, '0')}`);
}

/** Decimal nanoseconds to milliseconds with microseconds as a fraction. */
export const nanosToMillis = (nanos: string): number => Number(nanos.slice(0, -3)) / 1000;

/** A vendor's time that is either text in nanoseconds or a number in milliseconds, as `tsNs`. */
export const eitherTime = (field: string, was: unknown): string =>
  typeof was === 'number' ? millisToNanos(milliseconds(field, was)) : nanoseconds(field, was);
