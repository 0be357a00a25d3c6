import { type Quote, type Trade, tradeId, type TradePrint } from '@tapewire/contracts';
import type { DayNumber } from './calendar/dates.ts';
import { contractFields } from './contract-fields.ts';
import { FLAG, PACKAGE_FLAGS } from './flags.ts';
import { premiumOf, round6 } from './money.ts';
import { addGreeks } from './pricing/trade-greeks.ts';
import type { Print } from './print.ts';
import { fillOf, sentimentOf, sideOf } from './side.ts';
import type { TradedContract } from './state/contract-book.ts';
import type { MarketState } from './state/market-state.ts';
import { summarize } from './symbols/conditions.ts';
import type { TapeConfig } from './tape-config.ts';

/** A trade while it is being put together. */
export type Draft = { -readonly [K in keyof Trade]: Trade[K] };

/** Where a print stands: its position, when it was received, its rank. */
export interface PrintPlace {
  readonly p: number;
  readonly off: number;
  readonly recvTs: number;
  readonly rank: number;
}

/** A nanosecond time as epoch milliseconds, microseconds as fraction. */
export const epochMs = (tsNs: string): number => Number(tsNs.slice(0, -3)) / 1000;

/** Percent out of the money; negative when in the money. Six decimals. */
export const otmOf = (contract: TradedContract, spot: number): number =>
  round6(((contract.right === 'C' ? contract.strike - spot : spot - contract.strike) / spot) * 100);

/** A print with every field that follows from it, its contract and the market at that moment. Its volume is not counted yet. */
export function openPrint(
  state: MarketState, config: TapeConfig, place: PrintPlace, contract: TradedContract, print: TradePrint, withoutConditions: boolean,
): Print {
  const ts = epochMs(print.tsNs);
  const { tradeDay, tradeDate, session } = state.clock.at(ts, contract.sessions);
  let flags = summarize(print.conditions).flags;
  const isLate = (flags & FLAG.late) !== 0;
  const since = state.clock.since(tradeDay, contract.sessions);
  const quote = print.quote ?? state.quotes.at(contract.number, ts, since, state.lines);
  const side = isLate || (flags & FLAG.cross) !== 0 ? 'none' : sideOf(print.price, quote);
  const dte = contract.expDay - tradeDay;
  const draft: Draft = {
    id: tradeId(place.p, place.off),
    kind: 'trade',
    ts,
    recvTs: place.recvTs,
    tsNs: print.tsNs,
    ...contractFields(contract, dte),
    price: print.price,
    size: print.size,
    tradeDate,
    side,
    sentiment: sentimentOf(side, contract.right, (flags & PACKAGE_FLAGS) !== 0),
    dte,
    volume: print.size,
    flags: [],
    rank: place.rank,
  };
  if (contract.adjusted) flags |= FLAG.adjusted;
  if (contract.multiplier !== undefined) {
    draft.multiplier = contract.multiplier;
    draft.premium = premiumOf(print.price, print.size, contract.multiplier);
    if (draft.premium >= config.largePremium) flags |= FLAG.large;
  }
  if (print.exchange !== undefined) draft.exchange = print.exchange;
  if (print.conditions !== undefined) draft.conditions = print.conditions;
  if (session !== undefined) draft.session = session;
  if (quote !== undefined) addQuote(draft, quote, side !== 'none');
  const spot = isLate ? undefined : (print.spot ?? state.spots.at(contract.underlying, ts, since, state.lines));
  if (spot !== undefined) addSpot(draft, contract, spot, state.rate ?? config.rate);
  addIssue(draft, state, tradeDay);
  addOpenInterest(draft, state, contract);
  return { draft, contract, tradeDay, flags, withoutConditions };
}

/** The quote in force; sides nobody quotes are left out. */
function addQuote(draft: Draft, quote: Quote, tellsSide: boolean): void {
  if (quote.absent !== 'bid' && quote.absent !== 'both') draft.bid = quote.bid;
  if (quote.absent !== 'ask' && quote.absent !== 'both') draft.ask = quote.ask;
  if (quote.bidSize !== undefined) draft.bidSize = quote.bidSize;
  if (quote.askSize !== undefined) draft.askSize = quote.askSize;
  const fill = tellsSide ? fillOf(draft.price, quote) : undefined;
  if (fill !== undefined) draft.fill = fill;
}

/** Spot, and how far out of the money: unknown for an adjusted contract whose deliverable is not known. */
function addSpot(draft: Draft, contract: TradedContract, spot: number, rate: number): void {
  draft.spot = spot;
  if (contract.multiplier === undefined) return;
  draft.otm = otmOf(contract, spot);
  addGreeks(draft, contract, spot, rate);
}

/** Kind and sector of the underlying, and how far it has come since its previous close. */
function addIssue(draft: Draft, { issues }: MarketState, tradeDay: DayNumber): void {
  const { issueType, sector } = issues.issue(draft.underlying) ?? {};
  if (issueType !== undefined) draft.issueType = issueType;
  if (sector !== undefined) draft.sector = sector;
  const close = draft.spot === undefined ? undefined : issues.closeBefore(draft.underlying, tradeDay);
  if (draft.spot !== undefined && close !== undefined) draft.spotChange = round6((draft.spot / close - 1) * 100);
}

function addOpenInterest(draft: Draft, state: MarketState, contract: TradedContract): void {
  const known = state.days.openInterest(contract.number, contract.underlying);
  if (known === undefined) return;
  draft.oi = known.oi;
  if (known.oiDate !== undefined) draft.oiDate = known.oiDate;
}

/** Puts in the day volume and what follows from it. */
export function addVolume(draft: Draft, volume: number): void {
  draft.volume = volume;
  if (draft.oi !== undefined && draft.oi > 0) draft.volOi = round6(volume / draft.oi);
}
