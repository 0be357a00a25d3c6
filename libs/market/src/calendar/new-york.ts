import { newYorkOffset } from '@tapewire/contracts';
import { DAY_MS, type DayNumber } from './dates.ts';

const HOUR_MS = 3_600_000;
/** Any New York midnight is within an hour of this many milliseconds behind UTC. */
const STANDARD_OFFSET = -5 * HOUR_MS;

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
