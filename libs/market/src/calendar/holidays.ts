import { type DayNumber, civil, dayNumber, easter, lastWeekday, nthWeekday, parseIsoDate, weekday } from './dates.ts';

/** Unscheduled full closures of the US stock and option exchanges since 2007. */
const SPECIAL_CLOSURES: readonly string[] = [
  '2007-01-02', // mourning for President Ford
  '2012-10-29', // hurricane Sandy
  '2012-10-30',
  '2018-12-05', // mourning for President G. H. W. Bush
  '2025-01-09', // mourning for President Carter
];

const SATURDAY = 6;
const SUNDAY = 0;
const JUNETEENTH_SINCE = 2022;

/** A fixed-date holiday as observed: Saturday's on Friday, Sunday's on Monday. */
function observed(day: DayNumber): DayNumber {
  if (weekday(day) === SATURDAY) return day - 1;
  return weekday(day) === SUNDAY ? day + 1 : day;
}

/** New Year's Day on a Saturday is not observed: the Friday before closes the year's books. */
function newYear(year: number): DayNumber | undefined {
  const day = dayNumber(year, 1, 1);
  return weekday(day) === SATURDAY ? undefined : observed(day);
}

interface YearOfTrading {
  readonly closed: ReadonlySet<DayNumber>;
  readonly half: ReadonlySet<DayNumber>;
}

function tradingYear(year: number): YearOfTrading {
  const thanksgiving = nthWeekday(year, 11, 4, 4);
  const independence = dayNumber(year, 7, 4);
  const christmas = dayNumber(year, 12, 25);
  const closed = new Set<DayNumber>([
    nthWeekday(year, 1, 1, 3), // Martin Luther King
    nthWeekday(year, 2, 1, 3), // Washington
    easter(year) - 2, // Good Friday
    lastWeekday(year, 5, 1), // Memorial Day
    observed(independence),
    nthWeekday(year, 9, 1, 1), // Labor Day
    thanksgiving,
    observed(christmas),
  ]);
  const first = newYear(year);
  if (first !== undefined) closed.add(first);
  if (year >= JUNETEENTH_SINCE) closed.add(observed(dayNumber(year, 6, 19)));
  for (const text of SPECIAL_CLOSURES) {
    const day = parseIsoDate(text);
    if (day !== undefined && civil(day).year === year) closed.add(day);
  }
  const isWorkday = (day: DayNumber): boolean => weekday(day) !== SATURDAY && weekday(day) !== SUNDAY && !closed.has(day);
  const half = new Set([independence - 1, thanksgiving + 1, christmas - 1].filter(isWorkday));
  return { closed, half };
}

const YEARS = new Map<number, YearOfTrading>();

function yearOf(day: DayNumber): YearOfTrading {
  const { year } = civil(day);
  let found = YEARS.get(year);
  if (found === undefined) {
    found = tradingYear(year);
    YEARS.set(year, found);
  }
  return found;
}

/** Whether US options trade on a date: no weekend, no holiday, no special closure. Holds from 2007 on. */
export const isTradingDay = (day: DayNumber): boolean =>
  weekday(day) !== SATURDAY && weekday(day) !== SUNDAY && !yearOf(day).closed.has(day);

/** Whether a trading day ends at 13:00: before Independence Day, after Thanksgiving, Christmas Eve. */
export const isHalfDay = (day: DayNumber): boolean => yearOf(day).half.has(day);

/** The first trading day after a date. */
export function nextTradingDay(day: DayNumber): DayNumber {
  let next = day + 1;
  while (!isTradingDay(next)) next += 1;
  return next;
}

/** The last trading day before a date. */
export function previousTradingDay(day: DayNumber): DayNumber {
  let previous = day - 1;
  while (!isTradingDay(previous)) previous -= 1;
  return previous;
}
