import { isTradingDay, newYorkDay, newYorkInstant, nextTradingDay, previousTradingDay, type DayNumber } from '@tapewire/market';

const HOUR = 60;
/** New York time at which one session's receipts end and the next one's begin. */
const TURN = 20 * HOUR;
const BUSY_FROM = 9 * HOUR;
const BUSY_TO = 17 * HOUR;
/** Trades expire in these hours of the night after their last session: 21:00 to 5:00. */
const NIGHT_FROM = 21 * HOUR;
const NIGHT_TO = 29 * HOUR;
/** Share of the night for what was received before the day's trading, and for what came after it. */
const QUIET_SHARE = 0.05;

/** One session's receipts, epoch milliseconds, and the night in which they expire. */
interface Session {
  readonly from: number;
  readonly busyFrom: number;
  readonly busyTo: number;
  readonly to: number;
  readonly nightFrom: number;
  readonly nightTo: number;
}

/**
 * When a trade expires: in the night after the `sessions`-th trading session, that of its receipt being the first, and
 * never while markets are open. Within a session later receipts expire later, spread over the night.
 */
export class SessionExpiry {
  readonly #sessions: number;
  #last: Session | undefined;

  constructor(sessions: number) {
    this.#sessions = sessions;
  }

  /** Epoch seconds at which what was received at `recvTs` (epoch milliseconds) expires. */
  at(recvTs: number): number {
    if (this.#last === undefined || recvTs < this.#last.from || recvTs >= this.#last.to) this.#last = this.#session(recvTs);
    const { nightFrom, nightTo } = this.#last;
    return Math.floor((nightFrom + (nightTo - nightFrom) * shareOf(this.#last, recvTs)) / 1000);
  }

  #session(recvTs: number): Session {
    const today = newYorkDay(recvTs);
    const day = isTradingDay(today) && recvTs < newYorkInstant(today, TURN) ? today : nextTradingDay(today);
    let last: DayNumber = day;
    for (let n = 1; n < this.#sessions; n++) last = nextTradingDay(last);
    return {
      from: newYorkInstant(previousTradingDay(day), TURN),
      busyFrom: newYorkInstant(day, BUSY_FROM),
      busyTo: newYorkInstant(day, BUSY_TO),
      to: newYorkInstant(day, TURN),
      nightFrom: newYorkInstant(last, NIGHT_FROM),
      nightTo: newYorkInstant(last, NIGHT_TO),
    };
  }
}

/** How far into the night, 0 to 1. Nearly all trades come in market hours, so these get nearly all of the night. */
function shareOf({ from, busyFrom, busyTo, to }: Session, recvTs: number): number {
  const part = (a: number, b: number): number => (recvTs - a) / (b - a);
  if (recvTs < busyFrom) return QUIET_SHARE * part(from, busyFrom);
  if (recvTs < busyTo) return QUIET_SHARE + (1 - 2 * QUIET_SHARE) * part(busyFrom, busyTo);
  return 1 - QUIET_SHARE + QUIET_SHARE * part(busyTo, to);
}
