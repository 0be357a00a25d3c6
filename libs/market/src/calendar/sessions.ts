import type { IsoDate, Session } from '@tapewire/contracts';
import { type DayNumber, dayNumber, isoDate, weekday } from './dates.ts';
import { isHalfDay, isTradingDay, nextTradingDay, previousTradingDay } from './holidays.ts';
import { newYorkDay, newYorkInstant } from './new-york.ts';

/**
 * How a root trades. `equity`: 9:30–16:00. `etf`: until 16:15 (ETFs and indices whose options run 15 minutes longer).
 * `global`: as etf, and at night (SPX, SPXW, VIX, XSP: Cboe's global trading hours and curb session).
 */
export type SessionClass = 'equity' | 'etf' | 'global';

const GLOBAL_ROOTS = new Set(['SPX', 'SPXW', 'SPXPM', 'VIX', 'VIXW', 'XSP', 'XSPAM']);
const ETF_ROOTS = new Set([
  'SPY', 'QQQ', 'IWM', 'DIA', 'MDY', 'IVV', 'VOO', 'VTI', 'OEF', 'EEM', 'EFA', 'FXI', 'EWZ', 'EWW', 'GLD', 'SLV', 'GDX',
  'USO', 'UNG', 'UVXY', 'VXX', 'SVXY', 'TLT', 'HYG', 'LQD', 'XLB', 'XLC', 'XLE', 'XLF', 'XLI', 'XLK', 'XLP', 'XLRE', 'XLU',
  'XLV', 'XLY', 'XOP', 'XRT', 'XHB', 'XME', 'SMH', 'KRE', 'KBE', 'DBC', 'DBA', 'SDS', 'SSO', 'SPXL', 'SPXS', 'NDX', 'NDXP',
  'RUT', 'RUTW', 'MRUT', 'DJX', 'OEX', 'XEO', 'XND', 'NANOS',
]);

/** The session class of an option root; an adjusted one (GLD1) trades as its own. */
export function sessionClass(symbol: string): SessionClass {
  const root = symbol.replace(/\d+$/, '');
  if (GLOBAL_ROOTS.has(root)) return 'global';
  return ETF_ROOTS.has(root) ? 'etf' : 'equity';
}

const OPEN = 9 * 60 + 30;
const CLOSE = 16 * 60;
const HALF_CLOSE = 13 * 60;
const LATE_CLOSE = 15;
const CURB_END = 17 * 60;
/** Night trading of SPX and VIX began at 3:00 in March 2015, and the evening before (20:15) in November 2021. */
const NIGHT_FROM = dayNumber(2015, 3, 2);
const NIGHT_START = 3 * 60;
const EVENING_FROM = dayNumber(2021, 11, 22);
const EVENING_START = 20 * 60 + 15;
/** The curb session (16:15–17:00) began on 2022-04-25. */
const CURB_FROM = dayNumber(2022, 4, 25);
/** The week of night trading begins on Sunday evening. */
const FRIDAY = 5;
const SATURDAY = 6;

/** What one New York calendar day means to one session class; instants are epoch milliseconds. */
interface SessionDay {
  readonly from: number;
  readonly to: number;
  /** Later prints belong to the next trading day. */
  readonly turn: number;
  readonly tradeDay: DayNumber;
  readonly nextDay: DayNumber;
  readonly open: number;
  readonly close: number;
  readonly curbEnd: number;
  readonly nightStart: number;
  readonly eveningStart: number;
}

function sessionDay(day: DayNumber, of: SessionClass): SessionDay {
  const trading = isTradingDay(day);
  const late = of === 'equity' ? 0 : LATE_CLOSE;
  const at = (minutes: number): number => newYorkInstant(day, minutes);
  const next = nextTradingDay(day);
  const close = at((isHalfDay(day) ? HALF_CLOSE : CLOSE) + late);
  const isGlobal = of === 'global';
  const curb = isGlobal && trading && day >= CURB_FROM && !isHalfDay(day);
  let nightStart = Infinity;
  if (isGlobal && trading && day >= EVENING_FROM) nightStart = at(0);
  else if (isGlobal && trading && day >= NIGHT_FROM) nightStart = at(NIGHT_START);
  return {
    from: at(0),
    to: newYorkInstant(day + 1, 0),
    turn: isGlobal ? at(CURB_END) : Infinity,
    tradeDay: trading ? day : next,
    nextDay: next,
    open: trading ? at(OPEN) : Infinity,
    close: trading ? close : -Infinity,
    curbEnd: curb ? at(CURB_END) : -Infinity,
    nightStart,
    eveningStart: isGlobal && next >= EVENING_FROM && weekday(day) !== FRIDAY && weekday(day) !== SATURDAY ? at(EVENING_START) : Infinity,
  };
}

/** The trading day of a print and the part of it. */
export interface SessionOf {
  readonly tradeDay: DayNumber;
  readonly tradeDate: IsoDate;
  readonly session: Session | undefined;
}

/** Tells trade date and session of instants; remembers days, so that one look-up costs a comparison or two. */
export class SessionClock {
  readonly #days: Record<SessionClass, Map<DayNumber, SessionDay>> = { equity: new Map(), etf: new Map(), global: new Map() };
  readonly #last: Record<SessionClass, SessionDay | undefined> = { equity: undefined, etf: undefined, global: undefined };

  /** Trade date and session of an instant (epoch ms). `session` is undefined outside every session. */
  at(ts: number, of: SessionClass): SessionOf {
    const day = this.#day(ts, of);
    const tradeDay = this.#tradeDay(day, ts);
    return { tradeDay, tradeDate: isoDate(tradeDay), session: SessionClock.#session(day, ts) };
  }

  /** The trading day alone. */
  tradeDay(ts: number, of: SessionClass): DayNumber {
    return this.#tradeDay(this.#day(ts, of), ts);
  }

  /** The instant from which quotes and prices count towards a trading day. */
  since(tradeDay: DayNumber, of: SessionClass): number {
    if (of !== 'global') return this.#at(tradeDay, of).from;
    return this.#at(previousTradingDay(tradeDay), of).turn;
  }

  #tradeDay(day: SessionDay, ts: number): DayNumber {
    return ts > day.turn ? day.nextDay : day.tradeDay;
  }

  static #session(day: SessionDay, ts: number): Session | undefined {
    if (ts >= day.open && ts <= day.close) return 'rth';
    if (ts >= day.eveningStart || (ts >= day.nightStart && ts < day.open)) return 'gth';
    return ts > day.close && ts <= day.curbEnd ? 'curb' : undefined;
  }

  #day(ts: number, of: SessionClass): SessionDay {
    const last = this.#last[of];
    if (last !== undefined && ts >= last.from && ts < last.to) return last;
    const day = this.#at(newYorkDay(ts), of);
    this.#last[of] = day;
    return day;
  }

  #at(day: DayNumber, of: SessionClass): SessionDay {
    let found = this.#days[of].get(day);
    if (found === undefined) {
      found = sessionDay(day, of);
      this.#days[of].set(day, found);
    }
    return found;
  }
}

/** Regular close of a trading day without the quarter hour of ETFs, epoch ms: when options on stocks stop. */
export const regularClose = (day: DayNumber): number => newYorkInstant(day, isHalfDay(day) ? HALF_CLOSE : CLOSE);

/** Regular opening of a trading day, epoch ms. */
export const regularOpen = (day: DayNumber): number => newYorkInstant(day, OPEN);

