import { newYorkOffset } from '@tapewire/contracts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

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
