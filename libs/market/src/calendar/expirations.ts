import type { ExpirationType, Settlement } from '@tapewire/contracts';
import { civil, type DayNumber, nthWeekday, weekday } from './dates.ts';
import { isTradingDay, previousTradingDay } from './holidays.ts';
import { regularClose, regularOpen } from './sessions.ts';

/** Roots whose options settle to an opening price on the morning of expiration (last traded the day before). */
const AM_ROOTS = new Set(['SPX', 'NDX', 'RUT', 'DJX', 'VIX', 'VIXW', 'RUI', 'RLG', 'RLV', 'MXEA', 'MXEF', 'XSPAM']);

const FRIDAY = 5;
const SATURDAY = 6;
/** Monthly options further out than this are LEAPS. */
const LEAP_DAYS = 365;

/** `am` for the index roots that settle to an opening price, else `pm`. */
export const settlementOf = (root: string): Settlement => (AM_ROOTS.has(root) ? 'am' : 'pm');

/** The last day on which an expiration is a trading day: itself, or the one before (Saturday expirations until 2015, holidays). */
const lastDay = (exp: DayNumber): DayNumber => (isTradingDay(exp) ? exp : previousTradingDay(exp));

/** The instant at which an option settles, epoch ms: the open (`am`) or close (`pm`) of its last trading day. */
export function settlementInstant(exp: DayNumber, settle: Settlement): number {
  const day = lastDay(exp);
  return settle === 'am' ? regularOpen(day) : regularClose(day);
}

/** Third Friday of the month, the day before if that is a holiday; until January 2015 options expired on the Saturday after. */
function isMonthly(exp: DayNumber): boolean {
  const friday = weekday(exp) === SATURDAY ? exp - 1 : exp;
  const { year, month } = civil(friday);
  const third = nthWeekday(year, month, FRIDAY, 3);
  return friday === third || (exp === previousTradingDay(third) && !isTradingDay(third));
}

function isLastTradingDayOfQuarter(exp: DayNumber): boolean {
  if (!isTradingDay(exp)) return false;
  const { year, month } = civil(exp);
  if (month % 3 !== 0) return false;
  let next = exp + 1;
  while (!isTradingDay(next)) next += 1;
  const after = civil(next);
  return after.month !== month || after.year !== year;
}

/** Whether a date is the last trading day of its week. */
function endsWeek(exp: DayNumber): boolean {
  let day = exp + 1;
  while (weekday(day) !== SATURDAY) {
    if (isTradingDay(day)) return false;
    day += 1;
  }
  return true;
}

/** Roots that expire on Wednesdays, thirty days before those of the S&P 500: the root itself tells which of them are monthly. */
const BY_ROOT: ReadonlyMap<string, 'monthly' | 'weekly'> = new Map([['VIX', 'monthly'], ['VIXW', 'weekly']]);

/**
 * Kind of an expiration: `monthly` (third Friday), `quarterly` (last trading day of a quarter), `weekly` (last trading day of a
 * week), `daily` (any other); of VIX by root. Definitions: ours, after Cboe's listing rules.
 */
export function expirationKind(exp: DayNumber, root: string): Exclude<ExpirationType, 'leap'> {
  const known = BY_ROOT.get(root);
  if (known !== undefined) return known;
  if (isMonthly(exp)) return 'monthly';
  if (isLastTradingDayOfQuarter(exp)) return 'quarterly';
  return endsWeek(exp) || weekday(exp) === SATURDAY ? 'weekly' : 'daily';
}

/** A monthly expiration more than a year away is a `leap`; every other is of its kind. */
export const expirationType = (kind: Exclude<ExpirationType, 'leap'>, daysLeft: number): ExpirationType =>
  kind === 'monthly' && daysLeft > LEAP_DAYS ? 'leap' : kind;
