import { type Cell, type Row, rankOf, TRADE_COLUMNS, tradeId } from '@tapewire/contracts';

/** A full wire row for specs: only what is given and what its position says is known. */
export function wireRow(p: number, off: number, tick: number, cells: Readonly<Record<string, Cell>> = {}): Row {
  const known: Readonly<Record<string, Cell>> = { id: tradeId(p, off), recvTs: tick / 10, underlying: 'AAPL', rank: rankOf(tick, p), ...cells };
  return TRADE_COLUMNS.map(({ name }) => known[name] ?? null);
}
