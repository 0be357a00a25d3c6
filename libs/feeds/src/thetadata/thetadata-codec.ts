import type { ContractSymbol, FeedCodec, FeedEvent, IsoDate } from '@tapewire/contracts';
import { dayNumber, isoDate, newYorkInstant, thetaCondition } from '@tapewire/market';
import { printEvent } from '../fields/conditions.ts';
import { isObject, type JsonObject, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { milliseconds, millisToNanos } from '../fields/times.ts';
import { contract, count, price } from '../fields/values.ts';

const QUOTE = { bid: 'bid', ask: 'ask', bidSize: 'bid_size', askSize: 'ask_size' };
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

function part(from: JsonObject, field: string): JsonObject {
  const value = from[field];
  if (!isObject(value)) throw malformed(field, 'an object', value);
  return value;
}

const dateOf = (field: string, was: unknown): IsoDate => {
  const n = count(field, was, 20_000_101);
  const text = isoDate(dayNumber(Math.floor(n / 10_000), Math.floor(n / 100) % 100, n % 100));
  if (text.replaceAll('-', '') !== String(n)) throw malformed(field, 'a date as 20260918', was);
  return text;
};

/** The strike is in tenths of a cent, which are the digits of an OSI symbol. */
function readContract(from: JsonObject): ContractSymbol {
  const { root, right } = from;
  const date = dateOf('contract.expiration', from['expiration']).slice(2).replaceAll('-', '');
  return contract('contract', `${String(root)}${date}${String(right)}${String(count('contract.strike', from['strike'], 1)).padStart(8, '0')}`);
}

/** Date and milliseconds of New York's day. */
function readTime(from: JsonObject): number {
  const ofDay = count('ms_of_day', from['ms_of_day'], 0);
  if (ofDay >= DAY_MS) throw malformed('ms_of_day', `milliseconds below ${DAY_MS}`, ofDay);
  const [year = 0, month = 0, day = 0] = dateOf('date', from['date']).split('-').map(Number);
  return milliseconds('date', Math.round(newYorkInstant(dayNumber(year, month, day), ofDay / MINUTE_MS)));
}

function readTrade(symbol: ContractSymbol, from: JsonObject): FeedEvent {
  const code = count('trade.condition', from['condition'], 0);
  const condition = thetaCondition(code);
  if ('refused' in condition) throw malformed('trade.condition', `a code of an option sale (${condition.refused})`, code);
  return printEvent({
    contract: symbol,
    price: price('trade.price', from['price']),
    size: count('trade.size', from['size'], 1),
    tsNs: millisToNanos(readTime(from)),
    ...(condition.letter === null ? {} : { conditions: [condition.letter] }),
  });
}

/** Messages of the Theta Terminal's stream: docs.thetadata.us/Streaming/US-Options. Its exchange codes are not mapped. */
export const thetadataCodec: FeedCodec = {
  source: 'thetadata',
  decode: (kind, value) => {
    const from = parseObject(value);
    const symbol = readContract(part(from, 'contract'));
    if (kind === 'quote') {
      const quote = part(from, 'quote');
      return { kind, contract: symbol, ts: readTime(quote), quote: readQuote(quote, QUOTE) };
    }
    if (kind !== 'trade' && kind !== 'cancel') throw malformed('kind', 'one of trade, cancel, quote', kind);
    return readTrade(symbol, part(from, 'trade'));
  },
};
