import type { Alert, OpenInterestChange } from '@tapewire/contracts';
import { nextTradingDay } from '../calendar/holidays.ts';
import { type DayNumber, isoDate, parseIsoDate } from '../calendar/dates.ts';
import type { Draft } from '../enrich.ts';

/** Rule name of the alerts that tell what became of an order; no rule of a file may have it. */
export const OPEN_INTEREST_RULE = 'open-interest';

/** What the next set of open interest says of an order. */
export interface Confirmation {
  readonly row: Draft;
  /** Contracts of the order in this contract. */
  readonly size: number;
  readonly oi: number;
  readonly oiDay: DayNumber;
}

/**
 * `opened` when open interest rose by the order's size or more, `closed` when it fell by as much, else `unclear`: others traded the
 * contract too. Also unclear when the set is not that of the next trading day, since then more than one day's trading is in it.
 */
export function changeOf({ row, size, oi, oiDay }: Confirmation): OpenInterestChange {
  const from = row.oi ?? 0;
  const before = row.oiDate === undefined ? undefined : parseIsoDate(row.oiDate);
  const isNext = before !== undefined && nextTradingDay(before) === oiDay;
  const change = oi - from;
  const verdict = !isNext ? 'unclear' : change >= size ? 'opened' : change <= -size ? 'closed' : 'unclear';
  return { verdict, from, to: oi, date: isoDate(oiDay) };
}

/** The alert that tells it, at the moment of a `clock` record. */
export function confirmationAlert(confirmation: Confirmation, ts: number, recvTs: number): Alert {
  const { row, size, oi } = confirmation;
  const oiChange = changeOf(confirmation);
  const order = row.order?.id ?? row.id;
  return {
    id: `${OPEN_INTEREST_RULE}:${order}${row.order?.legs === undefined ? '' : `:${row.contract}`}`,
    rule: OPEN_INTEREST_RULE,
    severity: oiChange.verdict === 'opened' ? 'medium' : 'low',
    when: 'open interest the morning after',
    ts,
    recvTs,
    trade: row,
    figures: { size, oiBefore: oiChange.from, oi, change: oi - oiChange.from },
    oiChange,
  };
}
