const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STANDARD_OFFSET = -5 * HOUR_MS;
const SUMMER_OFFSET = -4 * HOUR_MS;

interface SummerTime {
  readonly from: number;
  readonly to: number;
}

const SUMMER_BY_YEAR = new Map<number, SummerTime>();

/** Midnight UTC of the nth Sunday of a month; `month` counts from 0. */
function nthSunday(year: number, month: number, n: number): number {
  const first = Date.UTC(year, month, 1);
  return first + (((7 - new Date(first).getUTCDay()) % 7) + 7 * (n - 1)) * DAY_MS;
}

/** Summer time of a year: second Sunday of March to first Sunday of November, 2:00 local (15 U.S.C. § 260a, since 2007). */
function summerTime(year: number): SummerTime {
  let summer = SUMMER_BY_YEAR.get(year);
  if (summer === undefined) {
    summer = {
      from: nthSunday(year, 2, 2) + 2 * HOUR_MS - STANDARD_OFFSET,
      to: nthSunday(year, 10, 1) + 2 * HOUR_MS - SUMMER_OFFSET,
    };
    SUMMER_BY_YEAR.set(year, summer);
  }
  return summer;
}

/** Milliseconds to add to UTC for New York time at an instant (epoch ms). Holds from 2007 on. */
export function newYorkOffset(ts: number): number {
  const summer = summerTime(new Date(ts).getUTCFullYear());
  return ts >= summer.from && ts < summer.to ? SUMMER_OFFSET : STANDARD_OFFSET;
}
