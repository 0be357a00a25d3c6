import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { EXCHANGES } from '@tapewire/market';
import { type JsonObject, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { milliseconds, millisToNanos } from '../fields/times.ts';
import { contract, count, price } from '../fields/values.ts';

const TRADE_QUOTE = { bid: 'bid', ask: 'ask', bidSize: '', askSize: '' };
const QUOTE = { bid: 'bid', ask: 'ask', bidSize: 'bidsz', askSize: 'asksz' };

/** Numbers come as text in some messages and as numbers in others. */
const numeric = (was: unknown): unknown => (typeof was === 'string' && was.trim() !== '' && Number.isFinite(Number(was)) ? Number(was) : was);

const numbers = (from: JsonObject, fields: readonly string[]): JsonObject => Object.fromEntries(fields.map((field) => [field, numeric(from[field])]));

/** Letters that are no OPRA participant say nothing. */
const exchangeOf = (was: unknown): string | undefined => (typeof was === 'string' && EXCHANGES.has(was) ? was : undefined);

function readTrade(from: JsonObject): FeedEvent {
  if (from['correction'] === true) throw malformed('correction', 'false: what a correction replaces is not told', true);
  const exchange = exchangeOf(from['exch']);
  const cancel = from['cancel'] === true;
  return {
    kind: cancel ? 'cancel' : 'trade',
    contract: contract('symbol', from['symbol']),
    price: price('last', numeric(from['last'])),
    size: count('size', numeric(from['size']), 1),
    tsNs: millisToNanos(milliseconds('date', numeric(from['date']))),
    quote: readQuote(numbers(from, ['bid', 'ask']), TRADE_QUOTE),
    ...(exchange === undefined ? {} : { exchange }),
  };
}

function readQuoteEvent(from: JsonObject): FeedEvent {
  const times = ['biddate', 'askdate'].map((field) => milliseconds(field, numeric(from[field])));
  return { kind: 'quote', contract: contract('symbol', from['symbol']), ts: Math.max(...times), quote: readQuote(numbers(from, ['bid', 'ask', 'bidsz', 'asksz']), QUOTE) };
}

/** Messages of Tradier's market stream: documentation.tradier.com. A `timesale` has the quote at the time of the trade. */
export const tradierCodec: FeedCodec = {
  source: 'tradier',
  decode: (kind, value) => {
    const from = parseObject(value);
    const type = kind === 'quote' ? 'quote' : 'timesale';
    if (kind !== 'trade' && kind !== 'cancel' && kind !== 'quote') throw malformed('kind', 'one of trade, cancel, quote', kind);
    if (from['type'] !== type) throw malformed('type', `${type} for a ${kind}`, from['type']);
    return kind === 'quote' ? readQuoteEvent(from) : readTrade(from);
  },
};
