import type { ContractSymbol, FeedEvent, IsoDate } from '@tapewire/contracts';
import fc from 'fast-check';
import type { EventPlace } from '../src/applied.ts';

export interface Step {
  readonly event: FeedEvent;
  readonly at: EventPlace;
}

const CONTRACTS = ['AAPL140719C00650000', 'AAPL140719P00640000', 'SPXW140613C01950000', 'AAPL1140719C00650000'] as ContractSymbol[];
const OPEN = Date.UTC(2014, 5, 6, 13, 30);

const contract = fc.constantFrom(...CONTRACTS);
/** Few instants over two days and a minute's edge, so that windows, minutes and days all turn. */
const ts = fc
  .oneof({ weight: 6, arbitrary: fc.nat(2_000) }, { weight: 3, arbitrary: fc.nat(100_000) }, { weight: 1, arbitrary: fc.constant(3 * 86_400_000) })
  .map((ms) => OPEN + 6_000 + ms);
const price = fc.constantFrom(0.05, 0.5, 1, 1.05, 1.2, 12.4);
const quote = fc.record({ bid: fc.constantFrom(0, 0.5, 1, 1.05), ask: fc.constantFrom(1.05, 1.2), bidSize: fc.nat(50), askSize: fc.nat(50) });
const print = fc.record(
  {
    contract,
    price,
    size: fc.constantFrom(1, 10, 10, 500, 4000),
    tsNs: ts.map((ms) => `${ms}000000`),
    exchange: fc.constantFrom('C', 'X', 'N'),
    conditions: fc.constantFrom([], ['S'], ['S'], ['f'], ['f'], ['c'], ['d'], ['D'], ['a'], ['n']),
    quote,
    spot: fc.constantFrom(640, 650),
  },
  { requiredKeys: ['contract', 'price', 'size', 'tsNs'] },
);

/** Rules and settings under which most kinds of alert can fire within a short log. */
export const CONFIG = {
  largePremium: 5_000,
  repeat: { count: 2, premium: 100 },
  unusual: { volume: 20, oi: 5, premium: 100 },
  golden: { premium: 1_000 },
  printsKept: 60,
  roots: { AAPL1: 'AAPL' },
  rules: [
    { id: 'large', when: 'premium>=5k' },
    { id: 'hits', when: 'ticker:AAPL', repeat: { count: 3, within: '1m', by: 'contract' }, cooldown: '1m', to: { desks: ['semis'] } },
    { id: 'character', when: 'size>=1', times: { of: 'premium', over: 2, sessions: 1 } },
  ],
};

const CONFIGURED: FeedEvent = { kind: 'config', version: 0, config: CONFIG };

const event: fc.Arbitrary<FeedEvent> = fc.oneof(
  { weight: 10, arbitrary: print.map((p): FeedEvent => ({ kind: 'trade', ...p })) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('quote' as const), contract, ts, quote }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('underlying' as const), underlying: fc.constantFrom('AAPL', 'SPX'), ts, price: fc.constantFrom(640, 645.5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('openInterest' as const), contract, oi: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('openInterest' as const), contract, oi: fc.nat(20), date: fc.constantFrom('2014-06-06' as IsoDate, '2014-06-09' as IsoDate) }) },
  {
    weight: 2,
    arbitrary: fc.tuple(ts, fc.nat(1)).map(([at, delay]): FeedEvent =>
      ({ kind: 'clock', ts: at, line: 'a', acked: 1, feed: { name: 'Demo', source: 'generic', delay, lacks: delay === 1 ? ['conditions'] : [] } })),
  },
  { weight: 1, arbitrary: fc.constant<FeedEvent>({ kind: 'gap', line: 'a', from: 1, to: 2, reason: 'lost' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<FeedEvent>(
      { kind: 'reference', reference: { type: 'openInterestComplete', date: '2014-06-06' as IsoDate } },
      { kind: 'reference', reference: { type: 'openInterestComplete', date: '2014-06-09' as IsoDate } },
      { kind: 'reference', reference: { type: 'multiplier', root: 'AAPL1', multiplier: 150 } },
      { kind: 'reference', reference: { type: 'rate', rate: 0.04 } },
      { kind: 'reference', reference: { type: 'previousClose', underlying: 'AAPL', price: 600, date: '2014-06-05' as IsoDate } },
      { kind: 'reference', reference: { type: 'issue', underlying: 'AAPL', issueType: 'stock', sector: 'technology' } },
      { kind: 'reference', reference: { type: 'root', root: 'AAPL1', underlying: 'AAPL' } },
      { kind: 'config', version: 1, config: CONFIG },
      { kind: 'config', version: 2, config: { ...CONFIG, rules: CONFIG.rules.slice(1) } },
      { kind: 'config', version: 3, config: { nonsense: 1 } },
      { kind: 'config', version: 4, config: { ...CONFIG, rules: [{ id: 'large', when: 'premium>=500' }, ...CONFIG.rules.slice(1)] } },
    ),
  },
);

type Print = Extract<FeedEvent, { kind: 'trade' }>;

/** Takes back or corrects one of the prints before it, or one that never was. */
type Acting = (before: readonly Print[], other: Print) => FeedEvent;
const acting: fc.Arbitrary<Acting> = fc.tuple(fc.nat(), fc.constantFrom('A', 'E', 'G', 'correct', 'miss'), price).map(([pick, how, now]) => (before, other) => {
  const was = (how === 'miss' ? undefined : before[pick % Math.max(before.length, 1)]) ?? other;
  return how === 'correct' ? { kind: 'correction', was, now: { ...was, price: now } } : { ...was, kind: 'cancel', conditions: [how] };
});

const step = fc.oneof({ weight: 9, arbitrary: event }, { weight: 1, arbitrary: fc.tuple(acting, print).map(([act, other]) => ({ act, other })) });

/** A log of `length` records, some without key, all keys different; the first one puts rules in force. */
export const logOf = (length: number): fc.Arbitrary<Step[]> =>
  fc.array(fc.tuple(step, fc.constantFrom('a', 'b', undefined), fc.nat(3)), { minLength: length, maxLength: length }).map((rows) => {
    const prints: Print[] = [];
    return rows.map(([what, line, back], off) => {
      const happening = off === 0 ? CONFIGURED : 'act' in what ? what.act(prints, { kind: 'trade', ...what.other }) : what;
      if (happening.kind === 'trade') prints.push(happening);
      const place = { off, recvTs: Date.UTC(2026, 0, 5) + off * 2 - back, kind: happening.kind };
      return { event: happening, at: line === undefined ? place : { ...place, key: `${line}:${off}` } };
    });
  });
