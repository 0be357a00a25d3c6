import { type ContractSymbol, ISSUE_TYPES, type OrderTotals, SENTIMENTS, SESSIONS, SIDES, tradeId } from '@tapewire/contracts';
import { isoDate, parseIsoDate } from '../calendar/dates.ts';
import { contractFields } from '../contract-fields.ts';
import type { Draft } from '../enrich.ts';
import { flagsOf } from '../flags.ts';
import type { Print } from '../print.ts';
import type { TradedContract } from './contract-book.ts';
import type { SymbolTable } from './symbol-table.ts';

/** Fields of a row that are numbers, kept as they are. */
const NUMBERS = [
  'recvTs', 'price', 'size', 'premium', 'multiplier', 'bid', 'ask', 'bidSize', 'askSize', 'fill', 'spot', 'otm', 'iv', 'delta', 'gamma',
  'theta', 'vega', 'dte', 'volume', 'oi', 'volOi', 'score', 'scoreVersion', 'rank',
] as const;

/** Places of the other fields; texts by their number in a symbol table. */
const AT = {
  off: 24, micros: 25, nanos: 26, day: 27, session: 28, side: 29, sentiment: 30, oiDay: 31, flags: 32, exchange: 33, conditions: 34,
  order: 35, prints: 36, exchanges: 37, orderSize: 38, orderPremium: 39, net: 40, legs: 41,
  spotChange: 42, issueType: 43, sector: 44,
} as const;
/** Numbers that one packed row takes. */
export const PACKED_WIDTH = 45;

/** The offset in an id of this partition. */
const offsetOf = (id: string): number => Number(id.slice(id.indexOf('-') + 1));

const number = (block: Float64Array, at: number): number => block[at] ?? NaN;

/** Flags, trading day and exchange of a packed row. */
export const packedFlags = (block: Float64Array, at: number): number => number(block, at + AT.flags);
export const packedDay = (block: Float64Array, at: number): number => number(block, at + AT.day);
/** Offset of the first print of its order; NaN without one. */
export const packedOrder = (block: Float64Array, at: number): number => number(block, at + AT.order);
export const packedExchange = (block: Float64Array, at: number, texts: SymbolTable): string | undefined =>
  texts.text(number(block, at + AT.exchange));

/** Writes a row as numbers; absent fields are NaN. */
export function packPrint(block: Float64Array, at: number, { draft, tradeDay, flags }: Print, texts: SymbolTable): void {
  for (let i = 0; i < NUMBERS.length; i += 1) block[at + i] = draft[NUMBERS[i] ?? 'price'] ?? NaN;
  block[at + AT.off] = offsetOf(draft.id);
  block[at + AT.micros] = Number(draft.tsNs.slice(0, -3));
  block[at + AT.nanos] = Number(draft.tsNs.slice(-3));
  block[at + AT.day] = tradeDay;
  block[at + AT.session] = draft.session === undefined ? NaN : SESSIONS.indexOf(draft.session);
  block[at + AT.side] = SIDES.indexOf(draft.side);
  block[at + AT.sentiment] = SENTIMENTS.indexOf(draft.sentiment);
  block[at + AT.oiDay] = draft.oiDate === undefined ? NaN : (parseIsoDate(draft.oiDate) ?? NaN);
  block[at + AT.flags] = flags;
  block[at + AT.exchange] = draft.exchange === undefined ? NaN : texts.number(draft.exchange);
  block[at + AT.conditions] = draft.conditions === undefined ? NaN : texts.number(JSON.stringify(draft.conditions));
  block[at + AT.spotChange] = draft.spotChange ?? NaN;
  block[at + AT.issueType] = draft.issueType === undefined ? NaN : ISSUE_TYPES.indexOf(draft.issueType);
  block[at + AT.sector] = draft.sector === undefined ? NaN : texts.number(draft.sector);
  const { order } = draft;
  block[at + AT.order] = order === undefined ? NaN : offsetOf(order.id);
  if (order === undefined) return;
  block[at + AT.prints] = order.prints;
  block[at + AT.exchanges] = order.exchanges ?? NaN;
  block[at + AT.orderSize] = order.size;
  block[at + AT.orderPremium] = order.premium ?? NaN;
  block[at + AT.net] = order.net ?? NaN;
  block[at + AT.legs] = order.legs === undefined ? NaN : texts.number(JSON.stringify([order.legs, order.strategy ?? null]));
}

/** The row that was packed, field by field. */
export function unpackPrint(block: Float64Array, at: number, p: number, contract: TradedContract, texts: SymbolTable): Draft {
  const get = (place: number): number | undefined => {
    const value = number(block, at + place);
    return Number.isNaN(value) ? undefined : value;
  };
  const text = (place: number): string | undefined => texts.text(number(block, at + place));
  const dte = number(block, at + NUMBERS.indexOf('dte'));
  const draft: Draft = {
    id: tradeId(p, number(block, at + AT.off)),
    kind: 'trade',
    ts: number(block, at + AT.micros) / 1000,
    recvTs: 0,
    tsNs: `${number(block, at + AT.micros)}${String(number(block, at + AT.nanos)).padStart(3, '0')}`,
    ...contractFields(contract, dte),
    price: 0,
    size: 0,
    tradeDate: isoDate(packedDay(block, at)),
    side: SIDES[number(block, at + AT.side)] ?? 'none',
    sentiment: SENTIMENTS[number(block, at + AT.sentiment)] ?? 'neutral',
    dte,
    volume: 0,
    flags: flagsOf(packedFlags(block, at)),
    rank: 0,
  };
  for (const [i, field] of NUMBERS.entries()) {
    const value = get(i);
    if (value !== undefined) draft[field] = value;
  }
  const exchange = text(AT.exchange);
  if (exchange !== undefined) draft.exchange = exchange;
  const conditions = text(AT.conditions);
  if (conditions !== undefined) draft.conditions = JSON.parse(conditions) as string[];
  const session = SESSIONS[number(block, at + AT.session)];
  if (session !== undefined) draft.session = session;
  const oiDay = get(AT.oiDay);
  if (oiDay !== undefined) draft.oiDate = isoDate(oiDay);
  const spotChange = get(AT.spotChange);
  if (spotChange !== undefined) draft.spotChange = spotChange;
  const issueType = ISSUE_TYPES[number(block, at + AT.issueType)];
  if (issueType !== undefined) draft.issueType = issueType;
  const sector = text(AT.sector);
  if (sector !== undefined) draft.sector = sector;
  const order = unpackOrder(block, at, p, text(AT.legs));
  if (order !== undefined) draft.order = order;
  return draft;
}

function unpackOrder(block: Float64Array, at: number, p: number, packedLegs: string | undefined): OrderTotals | undefined {
  const off = number(block, at + AT.order);
  if (Number.isNaN(off)) return undefined;
  const exchanges = number(block, at + AT.exchanges);
  const premium = number(block, at + AT.orderPremium);
  const totals: OrderTotals = {
    id: tradeId(p, off),
    prints: number(block, at + AT.prints),
    ...(Number.isNaN(exchanges) ? {} : { exchanges }),
    size: number(block, at + AT.orderSize),
    ...(Number.isNaN(premium) ? {} : { premium }),
  };
  if (packedLegs === undefined) return totals;
  const [legs, strategy] = JSON.parse(packedLegs) as [ContractSymbol[], string | null];
  const net = number(block, at + AT.net);
  return { ...totals, legs, ...(strategy === null ? {} : { strategy }), ...(Number.isNaN(net) ? {} : { net }) };
}
