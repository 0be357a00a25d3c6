import type { IsoDate } from '@tapewire/contracts';

/** A calendar date as the number of days since 1970-01-01. All date arithmetic is done on it. */
export type DayNumber = number;

export const DAY_MS = 86_400_000;

/** Day number of a calendar date; `month` counts from 1. */
export const dayNumber = (year: number, month: number, day: number): DayNumber => Date.UTC(year, month - 1, day) / DAY_MS;

/** 0 = Sunday … 6 = Saturday. */
export const weekday = (day: DayNumber): number => (((day + 4) % 7) + 7) % 7;

/** `{ year, month, day }` of a day number; `month` counts from 1. */
export function civil(day: DayNumber): { year: number; month: number; day: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

const ISO_BY_DAY = new Map<DayNumber, IsoDate>();

/** `yyyy-mm-dd` of a day number (remembered: a tape sees few different days). */
export function isoDate(day: DayNumber): IsoDate {
  let text = ISO_BY_DAY.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10) as IsoDate;
    ISO_BY_DAY.set(day, text);
  }
  return text;
}

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Day number of `yyyy-mm-dd`, or undefined when that is no date. */
export function parseIsoDate(text: string): DayNumber | undefined {
  const match = ISO_DATE.exec(text);
  if (!match) return undefined;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  return isoDate(day) === text ? day : undefined;
}

/** The n-th given weekday of a month (n from 1). */
export function nthWeekday(year: number, month: number, which: number, n: number): DayNumber {
  const first = dayNumber(year, month, 1);
  return first + ((which - weekday(first) + 7) % 7) + (n - 1) * 7;
}

/** The last given weekday of a month. */
export function lastWeekday(year: number, month: number, which: number): DayNumber {
  const last = dayNumber(year, month + 1, 1) - 1;
  return last - ((weekday(last) - which + 7) % 7);
}

/** Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher). */
export function easter(year: number): DayNumber {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}
