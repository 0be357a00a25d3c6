import type { FeedCodec, FeedEvent } from '@tapewire/contracts';
import { printEvent } from '../fields/conditions.ts';
import { splitCsv } from '../fields/csv.ts';
import { malformed } from '../fields/malformed.ts';
import { readQuote } from '../fields/quote.ts';
import { nanoseconds, nanosToMillis } from '../fields/times.ts';
import { contract, count, isoDate, price, ticker } from '../fields/values.ts';
import { FLAT_COLUMNS, type FlatKind, isFlatKind } from './flat-columns.ts';
import { conditionOf, exchangeOf } from './massive-codes.ts';

const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A cell as a number; what isn't one stays text, for the error message. */
const numeric = (cell: string): number | string => (NUMBER.test(cell) ? Number(cell) : cell);

const known = (cell: string): number | string | undefined => (cell === '' ? undefined : numeric(cell));

/** Several ids of one print stand in one quoted cell, with commas. */
const readConditions = (cell: string): readonly string[] =>
  cell === '' ? [] : cell.split(',').flatMap((id) => conditionOf('conditions', numeric(id.trim())) ?? []);

const QUOTE = { bid: 'bid_price', ask: 'ask_price', bidSize: 'bid_size', askSize: 'ask_size' };

const READERS: Readonly<Record<FlatKind, (cells: readonly string[]) => FeedEvent>> = {
  trade: ([symbol, conditionIds = '', correction, exchangeId = '', dollars = '', sip, contracts = '']) => {
    if (correction !== '0' && correction !== '') throw malformed('correction', '0: a print that stands as it is', correction);
    const exchange = exchangeOf('exchange', numeric(exchangeId));
    const conditions = readConditions(conditionIds);
    return printEvent({
      contract: contract('ticker', symbol),
      price: price('price', numeric(dollars)),
      size: count('size', numeric(contracts), 1),
      tsNs: nanoseconds('sip_timestamp', sip),
      ...(exchange === undefined ? {} : { exchange }),
      ...(conditions.length === 0 ? {} : { conditions }),
    });
  },
  quote: ([symbol, sip, bid = '', bidSize = '', ask = '', askSize = '']) => ({
    kind: 'quote',
    contract: contract('ticker', symbol),
    ts: nanosToMillis(nanoseconds('sip_timestamp', sip)),
    quote: readQuote({ bid_price: known(bid), bid_size: known(bidSize), ask_price: known(ask), ask_size: known(askSize) }, QUOTE),
  }),
  openInterest: ([symbol, oi = '', date = '']) => ({
    kind: 'openInterest',
    contract: contract('ticker', symbol),
    oi: count('open_interest', numeric(oi), 0),
    ...(date === '' ? {} : { date: isoDate('date', date) }),
  }),
  underlying: ([symbol, sip, dollars = '']) => ({
    kind: 'underlying',
    underlying: ticker('ticker', symbol),
    ts: nanosToMillis(nanoseconds('sip_timestamp', sip)),
    price: price('price', numeric(dollars)),
  }),
};

/** Rows of Massive's (Polygon's) flat files and of our own files beside them, cells in the order of `FLAT_COLUMNS`. */
export const massiveFlatCodec: FeedCodec = {
  source: 'massive-flat',
  decode: (kind, value) => {
    const flatKind = kind === 'cancel' ? 'trade' : kind;
    if (!isFlatKind(flatKind)) throw malformed('kind', `one of ${Object.keys(FLAT_COLUMNS).join(', ')}`, kind);
    const cells = splitCsv(value);
    const columns = FLAT_COLUMNS[flatKind];
    if (cells.length !== columns.length) throw malformed('row', `${columns.length} cells (${columns.join(',')})`, value);
    return READERS[flatKind](cells);
  },
};
