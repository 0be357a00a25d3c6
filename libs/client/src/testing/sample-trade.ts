import { nextTick, rankOf, toRow, type ContractSymbol, type IsoDate, type Row, type Trade, tradeId } from '@tapewire/contracts';

const START = Date.UTC(2026, 10, 20, 14, 30);

/** The full wire row of a plausible trade at a position; `parts` replace its fields. */
export function sampleTrade(p: number, off: number, parts: Partial<Trade> = {}): Row {
  const ts = START + off * 250 + p;
  return toRow({
    id: tradeId(p, off), kind: 'trade', ts, recvTs: ts + 3, tsNs: `${ts}000000`, contract: 'NVDA261218C00180000' as ContractSymbol,
    underlying: 'NVDA', root: 'NVDA', exp: '2026-12-18' as IsoDate, right: 'C', strike: 180, price: 4.2, size: 10, premium: 4200, multiplier: 100,
    exchange: 'C', tradeDate: '2026-11-20' as IsoDate, bid: 4.1, ask: 4.2, side: 'ask', sentiment: 'bullish', spot: 178.4, otm: 0.9, dte: 28,
    iv: 0.41, delta: 0.47, volume: 1200, oi: 5400, flags: [], rank: rankOf(nextTick(ts + 3, 0), p), ...parts,
  });
}
