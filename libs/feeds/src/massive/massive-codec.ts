import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { printEvent } from '../fields/conditions.ts';
import { type JsonObject, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { milliseconds, millisToNanos } from '../fields/times.ts';
import { contract, count, price, ticker } from '../fields/values.ts';
import { conditionOf, exchangeOf } from './massive-codes.ts';

const QUOTE = { bid: 'bp', ask: 'ap', bidSize: 'bs', askSize: 'as' };

function readConditions(was: unknown): readonly string[] {
  if (was === undefined || was === null) return [];
  if (!Array.isArray(was)) throw malformed('c', 'a list of condition ids', was);
  return was.flatMap((id: unknown, i) => conditionOf(`c[${i}]`, id) ?? []);
}

function readTrade(from: JsonObject): FeedEvent {
  const exchange = exchangeOf('x', from['x']);
  const conditions = readConditions(from['c']);
  return printEvent({
    contract: contract('sym', from['sym']),
    price: price('p', from['p']),
    size: count('s', from['s'], 1),
    tsNs: millisToNanos(milliseconds('t', from['t'])),
    ...(exchange === undefined ? {} : { exchange }),
    ...(conditions.length === 0 ? {} : { conditions }),
  });
}

/** Stock trades carry `sym` and `p`, index values `T` and `val`. */
function readUnderlying(from: JsonObject): FeedEvent {
  const index = from['ev'] === 'V';
  return {
    kind: 'underlying',
    underlying: index ? ticker('T', from['T']) : ticker('sym', from['sym']),
    ts: milliseconds('t', from['t']),
    price: index ? price('val', from['val']) : price('p', from['p']),
  };
}

const READERS: Readonly<Record<string, { readonly ev: readonly string[]; readonly read: (from: JsonObject) => FeedEvent }>> = {
  trade: { ev: ['T'], read: readTrade },
  cancel: { ev: ['T'], read: readTrade },
  quote: {
    ev: ['Q'],
    read: (from) => ({
      kind: 'quote',
      contract: contract('sym', from['sym']),
      ts: milliseconds('t', from['t']),
      quote: readQuote(from, QUOTE),
    }),
  },
  underlying: { ev: ['T', 'V'], read: readUnderlying },
};

/** Messages of Massive's (Polygon's) websocket, one event a record: massive.com/docs/websocket/options. */
export const massiveCodec: FeedCodec = {
  source: 'massive',
  decode: (kind, value) => {
    const from = parseObject(value);
    const reader = READERS[kind];
    if (!reader) throw malformed('kind', `one of ${Object.keys(READERS).join(', ')}`, kind);
    const ev = from['ev'];
    if (typeof ev !== 'string' || !reader.ev.includes(ev)) throw malformed('ev', `${reader.ev.join(' or ')} for a ${kind}`, ev);
    return reader.read(from);
  },
};
