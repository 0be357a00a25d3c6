import { DAY_MS, type DayNumber, nthWeekday } from './dates.ts';

const HOUR_MS = 3_600_000;
const STANDARD_OFFSET = -5 * HOUR_MS;
const SUMMER_OFFSET = -4 * HOUR_MS;

interface SummerTime {
  readonly from: number;
  readonly to: number;
}

const SUMMER_BY_YEAR = new Map<number, SummerTime>();

/** Summer time of a year, epoch milliseconds: second Sunday of March to first Sunday of November, 2:00 local (rule since 2007). */
function summerTime(year: number): SummerTime {
  let summer = SUMMER_BY_YEAR.get(year);
  if (summer === undefined) {
    summer = {
      from: nthWeekday(year, 3, 0, 2) * DAY_MS + 2 * HOUR_MS - STANDARD_OFFSET,
      to: nthWeekday(year, 11, 0, 1) * DAY_MS + 2 * HOUR_MS - SUMMER_OFFSET,
    };
    SUMMER_BY_YEAR.set(year, summer);
  }
  return summer;
}

/** Milliseconds to add to UTC for New York time at an instant. Holds from 2007 on. */
export function newYorkOffset(ts: number): number {
  const summer = summerTime(new Date(ts).getUTCFullYear());
  return ts >= summer.from && ts < summer.to ? SUMMER_OFFSET : STANDARD_OFFSET;
}

/** The instant (epoch ms) at which New York clocks show `minutes` after midnight of a day. Meant for minutes outside 1:00–3:00. */
export function newYorkInstant(day: DayNumber, minutes: number): number {
  const local = day * DAY_MS + minutes * 60_000;
  return local - newYorkOffset(local - STANDARD_OFFSET);
}

/** New York's date at an instant. */
export const newYorkDay = (ts: number): DayNumber => Math.floor((ts + newYorkOffset(ts)) / DAY_MS);

/** Minutes since New York's midnight at an instant, with fraction. */
export function newYorkMinutes(ts: number): number {
  const local = ts + newYorkOffset(ts);
  return (local - Math.floor(local / DAY_MS) * DAY_MS) / 60_000;
}
