import { z } from 'zod';
import { OI_VERDICTS, SEVERITIES } from './alert.ts';
import { WIRE_CODES, type WireCode } from './errors.ts';
import type { RequestName, ServerEvents } from './wire.ts';

/** Shapes of what a gateway sends, for documents and for suites that test a running gateway. */
const cell = z.union([z.string(), z.number(), z.array(z.string()), z.null()]);
const rows = z.array(z.array(cell)).meta({ description: 'Arrays of cells in the order of `columns`; `null` = not known' });
const columns = z.array(z.string()).meta({ description: 'Column names; `id` is the first' });
const cursor = z.string().optional().meta({ description: 'Opaque: where the next older page begins' });
const since = z.number().optional().meta({
  description: 'Epoch milliseconds: the rows go back further than all trades are kept. Those received before are the notable ones only',
});
const bookmark = z.string().meta({ description: 'Opaque: up to here everything was delivered' });
const key = z.string().meta({ description: 'Names the subscription in events' });
const more = z.boolean();

const codes = Object.keys(WIRE_CODES) as WireCode[];
const code = z.enum(codes);

/** What a refused request or handshake says. */
export const wireErrorShape = z.strictObject({
  code,
  message: z.string().meta({ description: 'For people' }),
  at: z.union([z.number(), z.string()]).optional().meta({ description: 'Where in the request: character offset of a filter text, or path of a field' }),
  retryAfter: z.number().optional().meta({ description: 'Milliseconds to wait' }),
});

const table = z.strictObject({ columns: z.array(z.string()), rows });
const alert = z.looseObject({
  id: z.string().meta({ description: '`<rule>:<order id or position>`' }),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  when: z.string().meta({ description: 'Text of the rule' }),
  ts: z.number(),
  recvTs: z.number(),
  trade: z.looseObject({ id: z.string() }),
  figures: z.record(z.string(), z.number()),
  oiChange: z.looseObject({ verdict: z.enum(OI_VERDICTS), from: z.number(), to: z.number(), date: z.string() }).optional()
    .meta({ description: 'Of rule `open-interest`: what the next morning’s open interest says of an order' }),
  desks: z.array(z.string()).optional(),
  plans: z.array(z.string()).optional(),
});

/** The answer to each request, without the `ok: true` in front. */
export const ANSWER_SHAPES = {
  subscribe: z.strictObject({
    key,
    filter: z.string().meta({ description: 'Canonical text of the filter' }),
    columns,
    rows,
    bookmark,
    resumed: z.boolean().meta({ description: 'With `after`: everything since then is in `rows`, or follows with `more`' }),
    more: more.meta({ description: 'Not live yet: subscribe again with `after` = this bookmark' }),
    cursor,
    since,
  }),
  unsubscribe: z.strictObject({}),
  page: z.strictObject({ columns, rows, cursor, since, more: more.meta({ description: 'There may be older rows; `cursor` leads to them' }) }),
  order: table,
  alerts: z.strictObject({ alerts: z.array(alert), more, cursor }),
  flow: table,
  top: table,
  symbols: z.strictObject({ symbols: z.array(z.string()).meta({ description: 'Tickers, hottest first' }) }),
  renew: z.strictObject({ plan: z.string() }),
  time: z.strictObject({ now: z.number().meta({ description: 'Epoch milliseconds' }) }),
} as const satisfies Record<RequestName, z.ZodType>;

const feed = z.strictObject({ name: z.string(), source: z.string(), delay: z.number(), lacks: z.array(z.string()) });

/** The payload of each event. */
export const EVENT_SHAPES = {
  welcome: z.strictObject({
    protocol: z.literal(1),
    version: z.string(),
    plan: z.strictObject({ name: z.string(), delay: z.number(), rowsPerSecond: z.number(), subscriptions: z.number() }),
    user: z.string(),
    epoch: z.number().meta({ description: 'Changes when the tape was started anew; older bookmarks no longer apply' }),
    columns: columns.meta({ description: 'Columns of a subscription that names none' }),
    allColumns: columns,
    features: z.array(z.string()),
    feeds: z.array(feed),
  }),
  trades: z.strictObject({
    key,
    rows,
    skipped: z.number().optional().meta({ description: 'Rows left out before these, because the plan’s rate was exceeded' }),
  }),
  alert,
  flow: table,
  heads: z.strictObject({ bookmark }),
  lagged: z.strictObject({ key }),
  notice: z.strictObject({ level: z.enum(['info', 'warning', 'error']), code: z.string(), message: z.string() }),
} as const satisfies Record<keyof ServerEvents, z.ZodType>;
