import { type ContractSymbol, type Right } from '@tapewire/contracts';
import { dayNumber, type DayNumber, formatSymbol, isoDate, isTradingDay, nextTradingDay, previousTradingDay, settlementInstant, settlementOf, weekday } from '@tapewire/market';
import { gaussianOf, hash, hashText } from './random.ts';
import type { Underlying } from './universe.ts';

/** One expiration of an underlying, with its strikes. */
export interface Expiration {
  readonly day: DayNumber;
  readonly root: string;
  /** Epoch milliseconds. */
  readonly settles: number;
  /** Rising. */
  readonly strikes: readonly number[];
  /** Deviation of the underlying's logarithm until then, at its usual volatility. */
  readonly deviation: number;
}

export interface Chain {
  readonly underlying: Underlying;
  readonly expirations: readonly Expiration[];
}

const FRIDAY = 5;
const DAILY_DAYS = 5;
const WEEKLIES = 4;
const MONTHLIES = 4;
const LEAPS = 2;
const YEAR_MS = 365 * 86_400_000;
const STRIKES_BY_SIDE = 9;
const DEVIATIONS = 2.6;

function thirdFriday(year: number, month: number): DayNumber {
  const first = dayNumber(year, month, 1);
  const friday = first + ((FRIDAY - weekday(first) + 7) % 7) + 14;
  return isTradingDay(friday) ? friday : previousTradingDay(friday);
}

const civilMonth = (day: DayNumber): { year: number; month: number } => {
  const [year = 0, month = 0] = isoDate(day).split('-').map(Number);
  return { year, month };
};

/** Third Fridays: the next ones, and the Januaries beyond. */
function monthlies(today: DayNumber): DayNumber[] {
  const { year, month } = civilMonth(today);
  const next = Array.from({ length: MONTHLIES + 1 }, (_, i) => thirdFriday(year + Math.floor((month - 1 + i) / 12), ((month - 1 + i) % 12) + 1));
  const leaps = Array.from({ length: LEAPS }, (_, i) => thirdFriday(year + 1 + i, 1));
  return [...new Set([...next.filter((day) => day >= today).slice(0, MONTHLIES), ...leaps.filter((day) => day > today + 60)])];
}

function weeklies(today: DayNumber): DayNumber[] {
  const first = today + ((FRIDAY - weekday(today) + 7) % 7);
  return Array.from({ length: WEEKLIES }, (_, i) => first + 7 * i).map((day) => (isTradingDay(day) ? day : previousTradingDay(day))).filter((day) => day >= today);
}

function dailies(today: DayNumber): DayNumber[] {
  const days = [today];
  while (days.length < DAILY_DAYS) days.push(nextTradingDay(days.at(-1) ?? today));
  return days;
}

/** The options of an underlying that are listed on a day. */
export function chainOf(underlying: Underlying, today: DayNumber, spot: number): Chain {
  const monthly = monthlies(today);
  const others = [...(underlying.listing === 'daily' ? dailies(today) : []), ...(underlying.listing === 'monthly' ? [] : weeklies(today))];
  const listed = [
    ...monthly.map((day) => ({ day, root: underlying.root })),
    ...[...new Set(others)].filter((day) => underlying.root !== underlying.weeklyRoot || !monthly.includes(day)).map((day) => ({ day, root: underlying.weeklyRoot })),
  ];
  const open = settlementInstant(today, 'am');
  const expirations = listed.flatMap(({ day, root }) => {
    const settles = settlementInstant(day, settlementOf(root));
    // A morning settlement is over when the day's trading begins.
    if (settles <= open) return [];
    const deviation = underlying.vol * Math.sqrt((settles - open) / YEAR_MS);
    return [{ day, root, settles, deviation, strikes: strikesOf(underlying, spot, deviation) }];
  });
  return { underlying, expirations: expirations.sort((a, b) => a.settles - b.settles) };
}

/** Strikes around the price: each step near the money, wider ones for longer expirations. */
function strikesOf({ step }: Underlying, spot: number, deviation: number): number[] {
  const reach = spot * DEVIATIONS * deviation;
  const widths = [1, 2, 5, 10, 20, 50].map((factor) => step * factor);
  const width = widths.find((w) => reach / w <= STRIKES_BY_SIDE) ?? step * 100;
  const centre = Math.round(spot / width) * width;
  const count = Math.max(5, Math.min(STRIKES_BY_SIDE, Math.ceil(reach / width)));
  return Array.from({ length: 2 * count + 1 }, (_, i) => Math.round((centre + (i - count) * width) * 1000) / 1000).filter((strike) => strike > 0);
}

export const symbolOf = ({ root, day }: Expiration, right: Right, strike: number): ContractSymbol =>
  formatSymbol({ root, exp: isoDate(day), right, strike });

const OI_SCALE = 55;

/** Open interest in the morning of a day: more near the money, at round strikes, in monthlies and hot names. */
export function openInterestOf(seed: number, underlying: Underlying, expiration: Expiration, right: Right, strike: number, spot: number, today: DayNumber): number {
  const contract = hashText(symbolOf(expiration, right, strike));
  const z = Math.log(strike / spot) / expiration.deviation;
  const isRound = Math.abs(strike / (underlying.step * 4) - Math.round(strike / (underlying.step * 4))) < 1e-9;
  const age = expiration.root === underlying.root && expiration.day - today > 10 ? 3 : 1;
  const typical = OI_SCALE * underlying.heat * age * (isRound ? 2.2 : 1) * Math.exp(-((z - (right === 'C' ? 0.4 : -0.4)) ** 2) / 2.5);
  const level = Math.exp(1.1 * gaussianOf(hash(seed, contract)) + 0.05 * gaussianOf(hash(seed, contract, today)));
  return Math.floor(typical * level * 0.5);
}
