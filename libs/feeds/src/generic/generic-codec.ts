import type { FeedCodec, FeedEvent, TradePrint } from '@tapewire/contracts';
import { conditionLetters, printEvent } from '../fields/conditions.ts';
import { isObject, type JsonObject, optional, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { eitherTime, nanosToMillis } from '../fields/times.ts';
import { contract, count, exchangeLetter, isoDate, price, ticker } from '../fields/values.ts';

const QUOTE = { bid: 'bid', ask: 'ask', bidSize: 'bidSize', askSize: 'askSize' };

function readPrint(from: JsonObject): TradePrint {
  const exchange = optional('exchange', from['exchange'], exchangeLetter);
  const conditions = optional('conditions', from['conditions'], conditionLetters);
  const spot = optional('spot', from['spot'], price);
  const quoted = from['bid'] !== undefined || from['ask'] !== undefined;
  return {
    contract: contract('symbol', from['symbol']),
    price: price('price', from['price']),
    size: count('size', from['size'], 1),
    tsNs: eitherTime('ts', from['ts']),
    ...(exchange === undefined ? {} : { exchange }),
    ...(conditions === undefined ? {} : { conditions }),
    ...(quoted ? { quote: readQuote(from, QUOTE) } : {}),
    ...(spot === undefined ? {} : { spot }),
  };
}

function nested(field: string, from: JsonObject): TradePrint {
  const print = from[field];
  if (!isObject(print)) throw malformed(field, 'an object with the fields of a trade', print);
  return readPrint(print);
}

const READERS: Readonly<Record<string, (from: JsonObject) => FeedEvent>> = {
  trade: (from) => printEvent(readPrint(from)),
  cancel: (from) => ({ kind: 'cancel', ...readPrint(from) }),
  correction: (from) => ({ kind: 'correction', was: nested('was', from), now: nested('now', from) }),
  quote: (from) => ({
    kind: 'quote',
    contract: contract('symbol', from['symbol']),
    ts: nanosToMillis(eitherTime('ts', from['ts'])),
    quote: readQuote(from, QUOTE),
  }),
  underlying: (from) => ({
    kind: 'underlying',
    underlying: ticker('symbol', from['symbol']),
    ts: nanosToMillis(eitherTime('ts', from['ts'])),
    price: price('price', from['price']),
  }),
  openInterest: (from) => {
    const date = optional('date', from['date'], isoDate);
    return {
      kind: 'openInterest',
      contract: contract('symbol', from['symbol']),
      oi: count('oi', from['oi'], 0),
      ...(date === undefined ? {} : { date }),
    };
  },
};

/**
 * The generic feed: one JSON object a record, told by `type`. It is for firms with feed handlers of their own,
 * and what the demo market speaks. docs/specs/generic-feed.md has every field.
 */
export const genericCodec: FeedCodec = {
  source: 'generic',
  decode: (kind, value) => {
    const from = parseObject(value);
    const read = READERS[kind];
    if (!read || from['type'] !== kind) throw malformed('type', `"${kind}", as the record's kind, one of ${Object.keys(READERS).join(', ')}`, from['type']);
    return read(from);
  },
};
