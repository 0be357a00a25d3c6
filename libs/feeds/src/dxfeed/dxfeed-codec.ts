import type { ContractSymbol, FeedCodec, FeedEvent } from '@tapewire/contracts';
import { conditionLetters, printEvent } from '../fields/conditions.ts';
import { type JsonObject, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { milliseconds } from '../fields/times.ts';
import { contract, count, exchangeLetter, price } from '../fields/values.ts';

const TRADE_QUOTE = { bid: 'bidPrice', ask: 'askPrice', bidSize: '', askSize: '' };
const QUOTE = { bid: 'bidPrice', ask: 'askPrice', bidSize: 'bidSize', askSize: 'askSize' };
const NANOS_IN_MS = 1_000_000;

const OPTION = /^\.([A-Z0-9]{1,6}(?:\/[A-Z])?)(\d{6})([CP])(\d{1,5}(?:\.\d{1,3})?)$/;

/** `.SPY261218C700`: the strike as a plain number of dollars. */
export function dxfeedContract(field: string, was: unknown): ContractSymbol {
  const [, root = '', date = '', right = '', strike = ''] = typeof was === 'string' ? (OPTION.exec(was) ?? []) : [];
  if (root === '') throw malformed(field, 'an option symbol such as .SPY261218C700', was);
  return contract(field, `${root}${date}${right}${String(Math.round(Number(strike) * 1000)).padStart(8, '0')}`);
}

const AFTER_ROOT = 15;

/** What dxFeed calls a contract. */
export const dxfeedSymbol = (osi: string): string => {
  const tail = osi.slice(-AFTER_ROOT);
  return `.${osi.slice(0, -AFTER_ROOT).trim()}${tail.slice(0, 7)}${Number(tail.slice(7)) / 1000}`;
};

/** Numbers that are not known come as the text `NaN`. */
const unknownLeftOut = (from: JsonObject, fields: readonly string[]): JsonObject =>
  Object.fromEntries(fields.filter((field) => from[field] !== 'NaN').map((field) => [field, from[field]]));

/** OPRA letters, filled up with blanks; none is a regular sale. */
function readConditions(was: unknown): readonly string[] {
  if (was === undefined || was === null) return [];
  if (typeof was !== 'string') throw malformed('exchangeSaleConditions', 'a text', was);
  return conditionLetters('exchangeSaleConditions', Array.from(was.replaceAll(/[\s\0]/g, '')));
}

function readTrade(from: JsonObject): FeedEvent {
  const { type, exchangeCode, timeNanoPart = 0 } = from;
  if (type !== 'NEW' && type !== 'CANCEL') throw malformed('type', 'NEW or CANCEL (what a correction replaces is not told)', type);
  const conditions = readConditions(from['exchangeSaleConditions']);
  const nanos = count('timeNanoPart', timeNanoPart, 0);
  if (nanos >= NANOS_IN_MS) throw malformed('timeNanoPart', 'nanoseconds below a millisecond', nanos);
  const exchange = typeof exchangeCode === 'string' && exchangeCode.trim() !== '' && exchangeCode !== '\0' ? exchangeLetter('exchangeCode', exchangeCode) : undefined;
  const print = {
    contract: dxfeedContract('eventSymbol', from['eventSymbol']),
    price: price('price', from['price']),
    size: count('size', from['size'], 1),
    tsNs: `${milliseconds('time', from['time'])}${String(nanos).padStart(6, '0')}`,
    quote: readQuote(unknownLeftOut(from, ['bidPrice', 'askPrice']), TRADE_QUOTE),
    ...(exchange === undefined ? {} : { exchange }),
    ...(conditions.length === 0 ? {} : { conditions }),
  };
  return type === 'CANCEL' ? { kind: 'cancel', ...print } : printEvent(print);
}

const readQuoteEvent = (from: JsonObject): FeedEvent => ({
  kind: 'quote',
  contract: dxfeedContract('eventSymbol', from['eventSymbol']),
  ts: milliseconds('bidTime, askTime', Math.max(Number(from['bidTime']), Number(from['askTime']))),
  quote: readQuote(unknownLeftOut(from, ['bidPrice', 'askPrice', 'bidSize', 'askSize']), QUOTE),
});

const READERS: Readonly<Record<string, { readonly eventType: string; readonly read: (from: JsonObject) => FeedEvent }>> = {
  trade: { eventType: 'TimeAndSale', read: readTrade },
  cancel: { eventType: 'TimeAndSale', read: readTrade },
  quote: { eventType: 'Quote', read: readQuoteEvent },
  openInterest: {
    eventType: 'Summary',
    read: (from) => ({ kind: 'openInterest', contract: dxfeedContract('eventSymbol', from['eventSymbol']), oi: count('openInterest', from['openInterest'], 0) }),
  },
};

/** Events of dxFeed by dxLink, with their field names: TimeAndSale, Quote and Summary (kb.dxfeed.com). */
export const dxfeedCodec: FeedCodec = {
  source: 'dxfeed',
  decode: (kind, value) => {
    const from = parseObject(value);
    const reader = READERS[kind];
    if (reader === undefined) throw malformed('kind', `one of ${Object.keys(READERS).join(', ')}`, kind);
    if (from['eventType'] !== reader.eventType) throw malformed('eventType', `${reader.eventType} for a ${kind}`, from['eventType']);
    return reader.read(from);
  },
};
