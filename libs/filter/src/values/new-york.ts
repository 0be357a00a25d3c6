const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Midnight UTC of the nth Sunday of a month (0-based). */
function sunday(year: number, month: number, nth: number): number {
  const first = Date.UTC(year, month, 1);
  const toSunday = (7 - new Date(first).getUTCDay()) % 7;
  return first + (toSunday + 7 * (nth - 1)) * DAY;
}

/** Start and end of daylight saving time in New York, by the rule in force since 2007 (15 U.S.C. § 260a). */
function daylightSaving(year: number): { readonly year: number; readonly from: number; readonly to: number } {
  return { year, from: sunday(year, 2, 2) + 7 * HOUR, to: sunday(year, 10, 1) + 6 * HOUR };
}

let known = daylightSaving(2026);

/** Milliseconds that New York is ahead of UTC (negative) at an instant. */
export function newYorkOffset(ms: number): number {
  const year = new Date(ms).getUTCFullYear();
  if (known.year !== year) known = daylightSaving(year);
  return ms >= known.from && ms < known.to ? -4 * HOUR : -5 * HOUR;
}

/** New York time of day in seconds, exact to the microsecond. */
export function secondsOfDay(ms: number): number {
  const local = ms + newYorkOffset(ms);
  const micros = Math.round((local - Math.floor(local / DAY) * DAY) * 1000);
  return micros / 1e6;
}

/** The instant at which New York clocks show a local time, given as if it were UTC. */
export function fromNewYork(local: number): number {
  const guess = local - newYorkOffset(local + 5 * HOUR);
  return local - newYorkOffset(guess);
}

/** The date in New York as yyyymmdd. */
export function newYorkDate(ms: number): number {
  return toDateNumber(ms + newYorkOffset(ms));
}

/** yyyymmdd of an instant taken as UTC. */
export function toDateNumber(utc: number): number {
  const date = new Date(utc);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}
