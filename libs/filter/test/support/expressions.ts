import { EXPIRATION_TYPES, FLAGS, RIGHTS, SENTIMENTS, SESSIONS, SETTLEMENTS, SIDES, type Trade, TRADE_KINDS } from '@tapewire/contracts';
import fc from 'fast-check';
import type { Expression, Term } from './model.ts';
import { CONDITIONS, CONTRACTS, DATES, EXCHANGES, NANOS, NUMBERS, ORDERS, ROOTS, STRATEGIES, TICKERS } from './trades.ts';

/** A way to write a value, and the value. */
interface Spelled<T> {
  readonly text: string;
  readonly value: T;
}

const NUMBER_FIELDS = [
  'strike', 'multiplier', 'price', 'size', 'premium', 'bid', 'ask', 'bidSize', 'askSize', 'fill', 'spot', 'otm', 'dte', 'iv', 'delta', 'gamma', 'theta', 'vega',
  'volume', 'oi', 'volOi', 'order.prints', 'order.exchanges', 'order.size', 'order.premium', 'order.net', 'corrected.price', 'corrected.size', 'corrected.premium', 'score', 'scoreVersion', 'rank', 'ts', 'recvTs',
] as const;
const DATE_FIELDS = ['exp', 'expiration', 'tradeDate', 'oiDate'] as const;

/** A property of a trade by its name in the language, without the library's columns. */
function valueOf(trade: Trade, name: string): unknown {
  const path = ({ ticker: 'underlying', expiration: 'exp', flag: 'flags' }[name] ?? name).split('.');
  return path.reduce((value: unknown, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), trade);
}

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
const spell = <T extends string>(...values: readonly T[]): fc.Arbitrary<Spelled<T>> =>
  fc.constantFrom(...values).chain((value) => fc.constantFrom(value, quoted(value)).map((text) => ({ text, value })));
const anyCase = <T extends string>(...values: readonly T[]): fc.Arbitrary<Spelled<T>> =>
  fc.constantFrom(...values).chain((value) => fc.constantFrom(value, value.toUpperCase(), value.toLowerCase()).map((text) => ({ text, value })));

const TAGS: Readonly<Record<string, fc.Arbitrary<Spelled<string>>>> = {
  kind: anyCase(...TRADE_KINDS), side: anyCase(...SIDES), sentiment: anyCase(...SENTIMENTS), session: anyCase(...SESSIONS), settle: anyCase(...SETTLEMENTS),
  expType: anyCase(...EXPIRATION_TYPES), flags: anyCase(...FLAGS), flag: anyCase(...FLAGS), exchange: anyCase(...EXCHANGES), root: anyCase(...ROOTS),
  conditions: spell(...CONDITIONS), 'order.id': spell(...ORDERS), 'order.legs': anyCase(...CONTRACTS), ref: spell(...ORDERS), id: spell('0-0', '3-11', '3-5', '0-7'), tsNs: spell(...NANOS),
  right: fc.oneof(anyCase(...RIGHTS), anyCase('call', 'put').map(({ text, value }) => ({ text, value: value === 'call' ? 'C' : 'P' }))),
  underlying: anyCase(...TICKERS), ticker: fc.oneof(anyCase(...TICKERS), fc.constantFrom('BRKB', 'brk/b', 'BRK-B').map((text) => ({ text, value: 'BRK.B' }))),
  contract: fc.oneof(anyCase(...CONTRACTS), fc.constant({ text: 'O:AAPL260918C00260000', value: CONTRACTS[0] }), fc.constant({ text: '"AAPL  260918C00260000"', value: CONTRACTS[0] })),
};

const strategy = fc
  .constantFrom(...STRATEGIES)
  .chain((value) => fc.constantFrom(value, value.toUpperCase().toLowerCase() === value ? value.toUpperCase() : value).map((text) => ({ text: quoted(text), value })));

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text);

function tagTerm(field: string, items: readonly Spelled<string>[]): Term {
  const values = new Set<unknown>(items.map(({ value }) => value));
  return {
    text: `${field}:${items.map(({ text }) => text).join(',')}`,
    json: { field, in: items.map(({ text }) => unquoted(text)) },
    holds: (trade) => {
      const value = valueOf(trade, field);
      return Array.isArray(value) ? value.some((one) => values.has(one)) : values.has(value);
    },
  };
}

const tagTerms: fc.Arbitrary<Term> = fc.oneof(
  fc.constantFrom(...Object.keys(TAGS)).chain((field) => fc.array(TAGS[field] ?? fc.constant({ text: '', value: '' }), { minLength: 1, maxLength: 4 }).map((items) => tagTerm(field, items))),
  fc.array(strategy, { minLength: 1, maxLength: 4 }).map((items) => tagTerm('order.strategy', items)),
);

/** The next double above or below, where a bound that is off by a rounding error shows. */
const neighbours = (value: number): number[] => [value, value + Number.EPSILON * Math.abs(value), value - Number.EPSILON * Math.abs(value)];

const numbers: fc.Arbitrary<Spelled<number>> = fc
  .oneof(fc.constantFrom(...NUMBERS.flatMap(neighbours)), fc.constantFrom(...NUMBERS), fc.integer({ min: -50, max: 50 }))
  .chain((value) => {
    const spellings = [String(value)];
    if (Number.isInteger(value / 1000)) spellings.push(`${value / 1000}k`);
    if (Number.isInteger(value / 1e6)) spellings.push(`${value / 1e6}M`, `${value / 1e6}m`);
    return fc.constantFrom(...spellings).map((text) => ({ text, value }));
  });
const dates: fc.Arbitrary<Spelled<string>> = fc.constantFrom(...DATES).chain((value) => fc.constantFrom(value, value.replaceAll('-', '')).map((text) => ({ text, value })));

type Compare<T> = (a: T, b: T) => number;
const COMPARISONS = [['>=', 'gte'], ['<=', 'lte'], ['>', 'gt'], ['<', 'lt']] as const;

function satisfies(sign: string, difference: number): boolean {
  return (sign.includes('=') && difference === 0) || (sign.startsWith('>') ? difference > 0 : difference < 0);
}

/** Comparisons, closed and half-open ranges and sets of an ordered field; `read` gives a trade's value, undefined when absent. */
function orderedTerms<T>(field: string, values: fc.Arbitrary<Spelled<T>>, compare: Compare<T>, read: (trade: Trade) => T | undefined): fc.Arbitrary<Term> {
  const has = (trade: Trade, test: (value: T) => boolean): boolean => {
    const value = read(trade);
    return value !== undefined && test(value);
  };
  const comparisons = fc.tuple(fc.constantFrom(...COMPARISONS), values).map(([[sign, key], { text, value }]): Term => ({
    text: `${field}${sign}${text}`,
    json: { field, [key]: text },
    holds: (trade) => has(trade, (cell) => satisfies(sign, compare(cell, value))),
  }));
  const ranges = fc.tuple(values, values, fc.constantFrom('both', 'from', 'to')).map(([x, y, ends]): Term => {
    const [a, b] = compare(x.value, y.value) <= 0 ? [x, y] : [y, x];
    const from = ends === 'to' ? undefined : a;
    const to = ends === 'from' ? undefined : b;
    return {
      text: `${field}:${from?.text ?? ''}..${to?.text ?? ''}`,
      json: { field, ...(from === undefined ? {} : { gte: from.text }), ...(to === undefined ? {} : { lte: to.text }) },
      holds: (trade) => has(trade, (cell) => (from === undefined || compare(cell, from.value) >= 0) && (to === undefined || compare(cell, to.value) <= 0)),
    };
  });
  const sets = fc.array(values, { minLength: 1, maxLength: 3 }).map((items): Term => ({
    text: `${field}:${items.map(({ text }) => text).join(', ')}`,
    json: { field, in: items.map(({ text }) => text) },
    holds: (trade) => has(trade, (cell) => items.some(({ value }) => compare(cell, value) === 0)),
  }));
  return fc.oneof(comparisons, ranges, ...(field === 'time' ? [] : [sets]));
}

const numberIn = (trade: Trade, field: string): number | undefined => {
  const value = valueOf(trade, field);
  return typeof value === 'number' ? value : undefined;
};
const textIn = (trade: Trade, field: string): string | undefined => {
  const value = valueOf(trade, field);
  return typeof value === 'string' ? value : undefined;
};
const byNumber: Compare<number> = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const byText: Compare<string> = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** New York time of day as `hh:mm:ss.µµµµµµ`, by the runtime's own time zone data. */
function clockOf(trade: Trade): string {
  const micros = ((Math.round(trade.ts * 1000) % 1e6) + 1e6) % 1e6;
  return `${CLOCK.format(Math.floor(Math.round(trade.ts * 1000) / 1000))}.${String(micros).padStart(6, '0')}`;
}

const clocks: fc.Arbitrary<Spelled<string>> = fc
  .constantFrom('09:30', '09:35', '9:35', '00:00', '23:59:59', '01:59:59', '03:00', '09:35:10', '09:35:10.0005', '16:00', '09:35:59.999999')
  .map((text) => {
    const [whole = '', fraction = ''] = text.padStart(text.indexOf(':') === 1 ? text.length + 1 : 0, '0').split('.');
    return { text, value: `${whole.length === 5 ? `${whole}:00` : whole}.${fraction.padEnd(6, '0')}` };
  });
const minutes: fc.Arbitrary<Term> = fc.constantFrom('09:30', '09:35', '23:59', '02:00', '01:59').map((text) => ({
  text: `time:${text}`,
  json: { field: 'time', in: [text] },
  holds: (trade) => clockOf(trade).startsWith(text),
}));

const exceeds: fc.Arbitrary<Term> = fc.constantFrom('size', 'volume').map((field) => ({
  text: `${field}>oi`,
  json: { field, gt: 'oi' },
  holds: (trade) => (numberIn(trade, field) ?? NaN) > (trade.oi ?? NaN),
}));

const terms: fc.Arbitrary<Term> = fc.oneof(
  { weight: 4, arbitrary: tagTerms },
  { weight: 4, arbitrary: fc.constantFrom(...NUMBER_FIELDS).chain((field) => orderedTerms(field, numbers, byNumber, (trade) => numberIn(trade, field))) },
  { weight: 2, arbitrary: fc.constantFrom(...DATE_FIELDS).chain((field) => orderedTerms(field, dates, byText, (trade) => textIn(trade, field))) },
  { weight: 1, arbitrary: orderedTerms('time', clocks, byText, clockOf) },
  { weight: 1, arbitrary: minutes },
  { weight: 1, arbitrary: exceeds },
);

/** Filters of every shape the language has. */
export const expression: fc.Arbitrary<Expression> = fc.letrec<{ tree: Expression }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: terms.map((term): Expression => ({ kind: 'term', term })) },
    { weight: 2, arbitrary: fc.tuple(tie('tree'), fc.constantFrom('-', 'not ')).map(([of, sign]): Expression => ({ kind: 'not', of, sign })) },
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom<'and' | 'or'>('and', 'or'), fc.array(tie('tree'), { minLength: 1, maxLength: 4 })).map(([kind, of]): Expression => ({ kind, of })) },
  ),
})).tree;
