import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { conditionLetters, printEvent } from '../fields/conditions.ts';
import { type JsonObject, optional, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { nanosToMillis, rfc3339 } from '../fields/times.ts';
import { contract, count, exchangeLetter, price } from '../fields/values.ts';

const QUOTE = { bid: 'bp', ask: 'ap', bidSize: 'bs', askSize: 'as' };

/** One letter; a blank is a regular sale. */
const readConditions = (was: unknown): readonly string[] => (was === undefined || was === ' ' || was === '' ? [] : conditionLetters('c', [was]));

function readTrade(from: JsonObject): FeedEvent {
  const exchange = optional('x', from['x'], exchangeLetter);
  const conditions = readConditions(from['c']);
  return printEvent({
    contract: contract('S', from['S']),
    price: price('p', from['p']),
    size: count('s', from['s'], 1),
    tsNs: rfc3339('t', from['t']),
    ...(exchange === undefined ? {} : { exchange }),
    ...(conditions.length === 0 ? {} : { conditions }),
  });
}

const readQuoteEvent = (from: JsonObject): FeedEvent =>
  ({ kind: 'quote', contract: contract('S', from['S']), ts: nanosToMillis(rfc3339('t', from['t'])), quote: readQuote(from, QUOTE) });

/** Messages of Alpaca's option stream, decoded from msgpack to JSON: docs.alpaca.markets/docs/real-time-option-data. */
export const alpacaCodec: FeedCodec = {
  source: 'alpaca',
  decode: (kind, value) => {
    const from = parseObject(value);
    const type = kind === 'quote' ? 'q' : 't';
    if (kind !== 'trade' && kind !== 'cancel' && kind !== 'quote') throw malformed('kind', 'one of trade, cancel, quote', kind);
    if (from['T'] !== type) throw malformed('T', `${type} for a ${kind}`, from['T']);
    return kind === 'quote' ? readQuoteEvent(from) : readTrade(from);
  },
};
