import { EXPIRATION_TYPES, FLAGS, ISSUE_TYPES, RIGHTS, SENTIMENTS, SESSIONS, SETTLEMENTS, SIDES, TRADE_KINDS, type Trade } from './trade.ts';

/** What a wire cell may hold; `null` = not known. */
export type Cell = string | number | readonly string[] | null;

/** One trade on the wire: cells in the order of the ack's columns; the first is always the id. */
export type Row = readonly Cell[];

/**
 * The type of a column, as the filter language and Redis Search see it:
 * `tag` equality of text (`values` lists a closed set), `tags` a set of texts, `number` ranges, `date` an ISO date
 * that is compared, `text` only shown.
 */
export type ColumnType = 'tag' | 'tags' | 'number' | 'date' | 'text';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values?: readonly string[];
  readonly of: (trade: Trade) => Cell | undefined;
}

const column = (name: string, type: ColumnType, of: Column['of'], values?: readonly string[]): Column =>
  values === undefined ? { name, type, of } : { name, type, of, values };

/** Every column of a trade, in the order of the full wire row. Additions go to the end. */
export const TRADE_COLUMNS: readonly Column[] = [
  column('id', 'text', (t) => t.id),
  column('kind', 'tag', (t) => t.kind, TRADE_KINDS),
  column('ref', 'text', (t) => t.ref),
  column('ts', 'number', (t) => t.ts),
  column('recvTs', 'number', (t) => t.recvTs),
  column('tsNs', 'text', (t) => t.tsNs),
  column('contract', 'tag', (t) => t.contract),
  column('underlying', 'tag', (t) => t.underlying),
  column('root', 'tag', (t) => t.root),
  column('exp', 'date', (t) => t.exp),
  column('right', 'tag', (t) => t.right, RIGHTS),
  column('strike', 'number', (t) => t.strike),
  column('expType', 'tag', (t) => t.expType, EXPIRATION_TYPES),
  column('settle', 'tag', (t) => t.settle, SETTLEMENTS),
  column('multiplier', 'number', (t) => t.multiplier),
  column('price', 'number', (t) => t.price),
  column('size', 'number', (t) => t.size),
  column('premium', 'number', (t) => t.premium),
  column('exchange', 'tag', (t) => t.exchange),
  column('conditions', 'tags', (t) => t.conditions),
  column('tradeDate', 'date', (t) => t.tradeDate),
  column('session', 'tag', (t) => t.session, SESSIONS),
  column('bid', 'number', (t) => t.bid),
  column('ask', 'number', (t) => t.ask),
  column('bidSize', 'number', (t) => t.bidSize),
  column('askSize', 'number', (t) => t.askSize),
  column('fill', 'number', (t) => t.fill),
  column('side', 'tag', (t) => t.side, SIDES),
  column('sentiment', 'tag', (t) => t.sentiment, SENTIMENTS),
  column('spot', 'number', (t) => t.spot),
  column('otm', 'number', (t) => t.otm),
  column('dte', 'number', (t) => t.dte),
  column('iv', 'number', (t) => t.iv),
  column('delta', 'number', (t) => t.delta),
  column('gamma', 'number', (t) => t.gamma),
  column('theta', 'number', (t) => t.theta),
  column('vega', 'number', (t) => t.vega),
  column('volume', 'number', (t) => t.volume),
  column('oi', 'number', (t) => t.oi),
  column('oiDate', 'date', (t) => t.oiDate),
  column('volOi', 'number', (t) => t.volOi),
  column('flags', 'tags', (t) => t.flags, FLAGS),
  column('order.id', 'tag', (t) => t.order?.id),
  column('order.prints', 'number', (t) => t.order?.prints),
  column('order.exchanges', 'number', (t) => t.order?.exchanges),
  column('order.size', 'number', (t) => t.order?.size),
  column('order.premium', 'number', (t) => t.order?.premium),
  column('order.legs', 'tags', (t) => t.order?.legs),
  column('order.strategy', 'tag', (t) => t.order?.strategy),
  column('order.net', 'number', (t) => t.order?.net),
  column('score', 'number', (t) => t.score),
  column('scoreVersion', 'number', (t) => t.scoreVersion),
  column('rank', 'number', (t) => t.rank),
  column('corrected.price', 'number', (t) => t.corrected?.price),
  column('corrected.size', 'number', (t) => t.corrected?.size),
  column('corrected.premium', 'number', (t) => t.corrected?.premium),
  column('issueType', 'tag', (t) => t.issueType, ISSUE_TYPES),
  column('sector', 'tag', (t) => t.sector),
  column('spotChange', 'number', (t) => t.spotChange),
];

const INDEX_BY_NAME: ReadonlyMap<string, number> = new Map(TRADE_COLUMNS.map((c, i) => [c.name, i]));

/** Place of a column in the full wire row, or undefined when there is no such column. */
export const columnIndex = (name: string): number | undefined => INDEX_BY_NAME.get(name);

/** The columns a subscription gets when it names none. */
export const DEFAULT_COLUMNS: readonly string[] = [
  'id', 'kind', 'ref', 'ts', 'recvTs', 'contract', 'underlying', 'exp', 'right', 'strike', 'price', 'size', 'premium',
  'exchange', 'bid', 'ask', 'side', 'sentiment', 'spot', 'otm', 'dte', 'iv', 'delta', 'volume', 'oi', 'flags',
  'order.id', 'order.prints', 'order.size', 'order.premium', 'score', 'rank',
];

/** The full wire row of a trade: every column, `null` where a value is not known. */
export const toRow = (trade: Trade): Cell[] => TRADE_COLUMNS.map((c) => c.of(trade) ?? null);
