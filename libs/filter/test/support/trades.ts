import {
  type ContractSymbol, EXPIRATION_TYPES, FLAGS, type IsoDate, RIGHTS, SENTIMENTS, SESSIONS, SETTLEMENTS, SIDES, type Trade, tradeId, TRADE_KINDS,
} from '@tapewire/contracts';
import fc from 'fast-check';

/** Numbers that sit on the edges of what doubles, decimals and Redis' own number reader tell apart. */
export const NUMBERS: readonly number[] = [
  0, 1, -1, 5, 0.05, 0.1, 0.1 + 0.2, 0.3, 1.5, 99.99, 100, 100.00000000000001, 250, 1000, 1e5, 999_999.99, 1e6, 1_000_000.01, 5e6, 1e-7, -1e-7,
  123456.789, 1e21, 2 ** 53 - 1, -0.25, 4.35, 1.0049999999999999, 33.333333333333336,
];
export const TICKERS = ['AAPL', 'NVDA', 'SPX', 'BRK.B', 'A', 'TSLA'] as const;
export const ROOTS = ['AAPL', 'NVDA', 'SPXW', 'BRKB', 'AAPL1'] as const;
export const CONTRACTS = ['AAPL260918C00260000', 'SPXW261218C06000000', 'NVDA270115P00100000', 'BRKB261218C00500000'] as const;
export const DATES = ['2026-12-18', '2026-12-31', '2027-01-01', '2027-01-15', '2027-02-28', '2026-11-20'] as const;
export const EXCHANGES = ['A', 'C', 'N', 'X'] as const;
export const CONDITIONS = ['A', 'a', 'I', 'i', 'S', 'j'] as const;
export const ORDERS = ['3-118', '3-11', '0-0'] as const;

/** Texts with every character that a query language may take for its own. */
export const STRATEGIES: readonly string[] = [
  'vertical', 'iron condor', 'a,b', 'a|b', '{x}', '*', 'ver*', '%x%', '$p', '"q"', '\\', "w'a*'", '-x', '(y)', '[1 2]', '@right:{c}', 'a:b', 'a;b', '~z', 'a..b',
  '!', '?', '#', '&', '+', '=', '<', '>', '/', '`', '^', '_', 'a.b', 'é', 'straße', '日本', '🙂', 'or', 'not', 'x\u00a0y', 'naïve…', '1e5',
];

/** Instants around New York's midnight, its opening bell and both changes of its clocks. */
const INSTANTS: readonly number[] = [
  Date.UTC(2026, 10, 20, 14, 30), Date.UTC(2026, 10, 20, 14, 35), Date.UTC(2026, 10, 20, 14, 35) - 0.001, Date.UTC(2026, 10, 20, 14, 35, 59) + 999.999,
  Date.UTC(2026, 10, 20, 5), Date.UTC(2026, 10, 20, 5) - 0.001, Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 2, 8, 7) - 1, Date.UTC(2026, 10, 1, 6),
  Date.UTC(2026, 10, 1, 6) - 1, Date.UTC(2026, 6, 1, 13, 35, 10) + 0.5, Date.UTC(2026, 10, 20, 21),
];

const number = fc.oneof(fc.constantFrom(...NUMBERS), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -1000, max: 1000 }));
const ordered = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });
const date = fc.constantFrom(...DATES).map((text) => text as IsoDate);
const contract = fc.constantFrom(...CONTRACTS).map((text) => text as ContractSymbol);
const instant = fc.oneof(fc.constantFrom(...INSTANTS), fc.integer({ min: 0, max: 86_400_000 }).map((ms) => Date.UTC(2026, 10, 20) + ms));

const order = fc.record({
  id: ordered(ORDERS), prints: number, exchanges: maybe(number), size: number, premium: maybe(number), legs: maybe(fc.uniqueArray(contract, { maxLength: 3 })),
  strategy: maybe(fc.constantFrom(...STRATEGIES)), net: maybe(number),
});

/** The decimal nanoseconds of an instant; the last digits are finer than `ts` can hold. */
const nanosOf = (ms: number, below: number): string => String(BigInt(Math.round(ms * 1000)) * 1000n + BigInt(below));

/** Nanoseconds that trades here may have. */
export const NANOS: readonly string[] = INSTANTS.flatMap((ms) => [0, 1, 999, 456].map((below) => nanosOf(ms, below)));

/** Properties without a value are left out, as the exact optional types of a trade want. */
function present<T extends object>(record: T): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

const known = fc.record({
  kind: ordered(TRADE_KINDS), ts: instant, below: fc.constantFrom(0, 1, 999, 456), recvTs: instant, contract, underlying: ordered(TICKERS), root: ordered(ROOTS),
  exp: date, right: ordered(RIGHTS), strike: number, price: number, size: number, tradeDate: date, side: ordered(SIDES), sentiment: ordered(SENTIMENTS),
  dte: fc.integer({ min: 0, max: 40 }), volume: number, flags: fc.uniqueArray(ordered(FLAGS), { maxLength: 5 }), rank: fc.nat(),
});
const unsure = fc.record({
  ref: maybe(fc.constantFrom(...ORDERS)), expType: maybe(ordered(EXPIRATION_TYPES)), settle: maybe(ordered(SETTLEMENTS)), multiplier: maybe(number), premium: maybe(number),
  exchange: maybe(ordered(EXCHANGES)), conditions: maybe(fc.uniqueArray(ordered(CONDITIONS), { maxLength: 3 })), session: maybe(ordered(SESSIONS)),
  bid: maybe(number), ask: maybe(number), bidSize: maybe(number), askSize: maybe(number), fill: maybe(number), spot: maybe(number), otm: maybe(number),
  iv: maybe(number), delta: maybe(number), gamma: maybe(number), theta: maybe(number), vega: maybe(number), oi: maybe(number), oiDate: maybe(date),
  volOi: maybe(number), order: maybe(order.map(present)), corrected: maybe(fc.record({ price: number, size: number, premium: maybe(number) }).map(present)), score: maybe(number), scoreVersion: maybe(number),
});

/** Trades without regard to sense, but of the right shape, with anything missing that may be missing; `off` makes their ids. */
export const trade = (off: fc.Arbitrary<number> = fc.nat(300)): fc.Arbitrary<Trade> =>
  fc.record({ known, unsure, p: fc.constantFrom(0, 3), off }).map(({ known: { below, ...sure }, unsure: { ref, ...rest }, p, off: offset }) => {
    const [refP = '0', refOff = '0'] = (ref ?? '').split('-');
    const extra = ref === undefined ? {} : { ref: tradeId(Number(refP), Number(refOff)) };
    return present({ ...sure, ...rest, ...extra, id: tradeId(p, offset), tsNs: nanosOf(sure.ts, below) }) as Trade;
  });
