import { RowReader } from '@tapewire/client';
import { parseTradeId, type Row } from '@tapewire/contracts';

/** A trade as the page shows it. `null` = not known. Units: docs/enrichment.md. */
export interface Print {
  readonly id: string;
  readonly p: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly ts: number;
  readonly recvTs: number;
  readonly rank: number;
  readonly contract: string;
  readonly underlying: string;
  readonly exp: string;
  readonly right: 'C' | 'P';
  readonly strike: number;
  readonly price: number;
  readonly size: number;
  readonly premium: number | null;
  readonly exchange: string;
  readonly conditions: readonly string[];
  readonly bid: number | null;
  readonly ask: number | null;
  readonly side: string;
  readonly sentiment: string;
  readonly spot: number | null;
  readonly otm: number | null;
  readonly dte: number | null;
  readonly iv: number | null;
  readonly delta: number | null;
  readonly volume: number | null;
  readonly oi: number | null;
  readonly volOi: number | null;
  readonly flags: readonly string[];
  readonly orderId: string | null;
  readonly orderPrints: number | null;
  readonly orderExchanges: number | null;
  readonly orderSize: number | null;
  readonly orderPremium: number | null;
  readonly strategy: string | null;
  readonly score: number | null;
  readonly sector: string | null;
  readonly issueType: string | null;
  /** Percent by which the underlying is above its previous close. */
  readonly spotChange: number | null;
  /** Of a correction: what the print that it acts on is corrected to. */
  readonly corrected: { readonly price: number; readonly size: number; readonly premium: number | null } | null;
}

/** The columns the page asks for; one that an older gateway lacks is left out of the request and stays unknown. */
export const PRINT_COLUMNS: readonly string[] = [
  'id', 'kind', 'ref', 'ts', 'recvTs', 'rank', 'contract', 'underlying', 'exp', 'right', 'strike', 'price', 'size', 'premium', 'exchange',
  'conditions', 'bid', 'ask', 'side', 'sentiment', 'spot', 'otm', 'dte', 'iv', 'delta', 'volume', 'oi', 'volOi', 'flags', 'order.id',
  'order.prints', 'order.exchanges', 'order.size', 'order.premium', 'order.strategy', 'score', 'corrected.price', 'corrected.size', 'corrected.premium',
  'sector', 'issueType', 'spotChange',
];

/** Reads prints from rows of these columns. */
export function printReader(columns: readonly string[]): (row: Row) => Print {
  const reader = new RowReader(columns);
  return (row) => {
    const text = (name: string): string => reader.text(row, name) ?? '';
    const number = (name: string): number | null => reader.number(row, name);
    const id = text('id');
    const ts = number('ts') ?? 0;
    const price = number('corrected.price');
    const size = number('corrected.size');
    return {
      id,
      p: parseTradeId(id)?.p ?? 0,
      kind: text('kind'),
      ref: reader.text(row, 'ref'),
      ts,
      recvTs: number('recvTs') ?? ts,
      rank: number('rank') ?? ts,
      contract: text('contract'),
      underlying: text('underlying'),
      exp: text('exp'),
      right: text('right') === 'P' ? 'P' : 'C',
      strike: number('strike') ?? 0,
      price: number('price') ?? 0,
      size: number('size') ?? 0,
      premium: number('premium'),
      exchange: text('exchange'),
      conditions: reader.list(row, 'conditions'),
      bid: number('bid'),
      ask: number('ask'),
      side: text('side'),
      sentiment: text('sentiment'),
      spot: number('spot'),
      otm: number('otm'),
      dte: number('dte'),
      iv: number('iv'),
      delta: number('delta'),
      volume: number('volume'),
      oi: number('oi'),
      volOi: number('volOi'),
      flags: reader.list(row, 'flags'),
      orderId: reader.text(row, 'order.id'),
      orderPrints: number('order.prints'),
      orderExchanges: number('order.exchanges'),
      orderSize: number('order.size'),
      orderPremium: number('order.premium'),
      strategy: reader.text(row, 'order.strategy'),
      score: number('score'),
      sector: reader.text(row, 'sector'),
      issueType: reader.text(row, 'issueType'),
      spotChange: number('spotChange'),
      corrected: price === null || size === null ? null : { price, size, premium: number('corrected.premium') },
    };
  };
}
