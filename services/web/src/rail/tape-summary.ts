import { RowReader } from '@tapewire/client';
import type { TableAck } from '@tapewire/contracts';
import type { Print } from '../tape/print.ts';
import { standing } from '../tape/standing.ts';

/** Premium of one ticker, US dollars. */
export interface TickerSum {
  readonly ticker: string;
  readonly premium: number;
  readonly calls: number;
  readonly puts: number;
  /** Bullish minus bearish premium. */
  readonly lean: number;
  readonly prints: number;
}

/** What the gateway's ranking says of the market: premium, and the net premium of calls and puts. */
export function sumsOfMarket({ columns, rows }: TableAck): readonly TickerSum[] {
  const reader = new RowReader(columns);
  return rows.map((row) => {
    const number = (name: string): number => reader.number(row, name) ?? 0;
    return { ticker: reader.text(row, 'underlying') ?? '', premium: number('premium'), calls: number('calls.net'), puts: number('puts.net'), lean: number('net'), prints: number('count') };
  });
}

/** The tickers of a tape by premium, largest first. */
export function sumByTicker(prints: readonly Print[], limit: number): readonly TickerSum[] {
  const sums = new Map<string, { premium: number; calls: number; puts: number; lean: number; prints: number }>();
  for (const print of standing(prints)) {
    if (print.premium === null) continue;
    const sum = sums.get(print.underlying) ?? { premium: 0, calls: 0, puts: 0, lean: 0, prints: 0 };
    sum.premium += print.premium;
    sum[print.right === 'C' ? 'calls' : 'puts'] += print.premium;
    sum.lean += print.sentiment === 'bullish' ? print.premium : print.sentiment === 'bearish' ? -print.premium : 0;
    sum.prints += 1;
    sums.set(print.underlying, sum);
  }
  return [...sums].map(([ticker, sum]) => ({ ticker, ...sum })).sort((a, b) => b.premium - a.premium).slice(0, limit);
}
