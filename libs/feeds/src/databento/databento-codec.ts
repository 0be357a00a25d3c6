import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { isObject, type JsonObject, parseObject } from '../fields/json.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { nanoseconds, nanosToMillis } from '../fields/times.ts';
import { contract, count, price } from '../fields/values.ts';
import type { DbnTrade } from './dbn-records.ts';

/** OPRA participants by the publisher ids 20–37 of OPRA.PILLAR; later ones are not known here and give no exchange. */
const FIRST_PUBLISHER = 20;
const PARTICIPANTS = 'ABCDEHIJMNOPQTWXZU';

const QUOTE = { bid: 'bid_px', ask: 'ask_px', bidSize: 'bid_sz', askSize: 'ask_sz' };

/** A record as text: the vendor's names, prices in dollars, and the symbol that stands for its instrument. */
export const databentoText = (trade: DbnTrade, symbol: string): string =>
  JSON.stringify({
    hd: { rtype: trade.rtype, publisher_id: trade.publisher, instrument_id: trade.instrument, ts_event: trade.tsEvent },
    ts_recv: trade.tsRecv,
    action: trade.action,
    side: trade.side,
    price: trade.price,
    size: trade.size,
    flags: trade.flags,
    sequence: trade.sequence,
    levels: trade.quote === undefined ? undefined : [{ bid_px: trade.quote.bid, ask_px: trade.quote.ask, bid_sz: trade.quote.bidSize, ask_sz: trade.quote.askSize }],
    symbol,
  });

function levelOf(from: JsonObject): JsonObject | undefined {
  const { levels } = from;
  if (levels === undefined) return undefined;
  const first: unknown = Array.isArray(levels) ? levels[0] : undefined;
  if (!isObject(first)) throw malformed('levels', 'a list with one level', levels);
  return first;
}

/** Records of Databento's trades, tcbbo and cmbp-1 as `databentoText` writes them. The time is that of receipt from OPRA. */
export const databentoCodec: FeedCodec = {
  source: 'databento',
  decode: (kind, value): FeedEvent => {
    const from = parseObject(value);
    const { hd } = from;
    if (!isObject(hd)) throw malformed('hd', 'a record header', hd);
    const level = levelOf(from);
    const tsNs = nanoseconds('ts_recv', from['ts_recv']);
    const symbol = contract('symbol', from['symbol']);
    if (kind === 'quote') {
      if (level === undefined) throw malformed('levels', 'a level, for a quote', undefined);
      return { kind, contract: symbol, ts: nanosToMillis(tsNs), quote: readQuote(level, QUOTE) };
    }
    if (kind !== 'trade') throw malformed('kind', 'trade or quote', kind);
    const exchange = PARTICIPANTS[count('hd.publisher_id', hd['publisher_id'], 0) - FIRST_PUBLISHER];
    return {
      kind,
      contract: symbol,
      price: price('price', from['price']),
      size: count('size', from['size'], 1),
      tsNs,
      ...(exchange === undefined ? {} : { exchange }),
      ...(level === undefined ? {} : { quote: readQuote(level, QUOTE) }),
    };
  },
};
