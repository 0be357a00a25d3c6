import { RowReader } from '@tapewire/client';
import type { TableAck } from '@tapewire/contracts';
import type { Print } from '../tape/print.ts';
import { standing } from '../tape/standing.ts';

/** Premium of a ticker, a contract or a sector, US dollars. */
export interface PremiumSum {
  readonly key: string;
  readonly premium: number;
  readonly calls: number;
  readonly puts: number;
  /** Bullish minus bearish premium. */
  readonly lean: number;
  readonly prints: number;
}

/** What the gateway's ranking says of the market: premium, and the net premium of calls and puts. */
export function sumsOfMarket({ columns, rows }: TableAck): readonly PremiumSum[] {
  const reader = new RowReader(columns);
  return rows.map((row) => {
    const number = (name: string): number => reader.number(row, name) ?? 0;
    return { key: reader.text(row, 'underlying') ?? '', premium: number('premium'), calls: number('calls.net'), puts: number('puts.net'), lean: number('net'), prints: number('count') };
  });
}

/** What a tape can be added up by. */
export type Grouping = 'ticker' | 'contract' | 'sector';
const KEYS: Readonly<Record<Grouping, (print: Print) => string | null>> = { ticker: (print) => print.underlying, contract: (print) => print.contract, sector: (print) => print.sector };

/** The tickers, contracts or sectors of a tape by premium, largest first. */
export function sumBy(grouping: Grouping, prints: readonly Print[], limit: number): readonly PremiumSum[] {
  const keyOf = KEYS[grouping];
  const sums = new Map<string, Omit<PremiumSum, 'key'>>();
  for (const print of standing(prints)) {
    const key = keyOf(print);
    if (print.premium === null || key === null) continue;
    const { premium, calls, puts, lean, prints: n } = sums.get(key) ?? { premium: 0, calls: 0, puts: 0, lean: 0, prints: 0 };
    const isCall = print.right === 'C';
    const leans = print.sentiment === 'bullish' ? print.premium : print.sentiment === 'bearish' ? -print.premium : 0;
    sums.set(key, { premium: premium + print.premium, calls: calls + (isCall ? print.premium : 0), puts: puts + (isCall ? 0 : print.premium), lean: lean + leans, prints: n + 1 });
  }
  return [...sums].map(([key, sum]) => ({ key, ...sum })).sort((a, b) => b.premium - a.premium).slice(0, limit);
}
