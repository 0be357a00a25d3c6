const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STANDARD_OFFSET = -5 * HOUR_MS;
const SUMMER_OFFSET = -4 * HOUR_MS;

/** A calendar year (UTC) and the summer time in it, epoch milliseconds. */
interface Year {
  readonly from: number;
  readonly to: number;
  readonly summerFrom: number;
  readonly summerTo: number;
}

/** Midnight UTC of the nth Sunday of a month; `month` counts from 0. */
function nthSunday(year: number, month: number, n: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + 7 * (n - 1)) * DAY_MS;
}

/** Summer time is from the second Sunday of March to the first Sunday of November, 2:00 local (15 U.S.C. § 260a, since 2007). */
function yearOf(ts: number): Year {
  const year = new Date(ts).getUTCFullYear();
  return {
    from: Date.UTC(year, 0, 1),
    to: Date.UTC(year + 1, 0, 1),
    summerFrom: nthSunday(year, 2, 2) + 2 * HOUR_MS - STANDARD_OFFSET,
    summerTo: nthSunday(year, 10, 1) + 2 * HOUR_MS - SUMMER_OFFSET,
  };
}

/** The year last asked for: trades come in order, and every one asks. */
let last = yearOf(0);

/** Milliseconds to add to UTC for New York time at an instant (epoch ms). Holds from 2007 on. */
export function newYorkOffset(ts: number): number {
  if (!(ts >= last.from && ts < last.to)) last = yearOf(ts);
  return ts >= last.summerFrom && ts < last.summerTo ? SUMMER_OFFSET : STANDARD_OFFSET;
}
