import { z } from 'zod';
import type { Alert } from './alert.ts';
import type { Row } from './columns.ts';
import type { WireError } from './errors.ts';

/** A filter as a client sends it: text of the language, or its JSON form. */
const filter = z.union([z.string().max(16_384), z.record(z.string(), z.unknown())]).meta({ description: 'Text of the filter language, or its JSON form' });
const columns = z.array(z.string().max(64)).min(1).max(100).meta({ description: 'Columns wanted; without it the default ones' });
const limit = (most: number) => z.int().min(1).max(most).meta({ description: 'Most rows wanted' });

export const subscribeRequest = z.strictObject({
  filter,
  columns: columns.optional(),
  snapshot: z.int().min(0).max(1000).default(100).meta({ description: 'Rows of the snapshot' }),
  after: z.string().max(8192).optional().meta({ description: 'Bookmark: give what followed it instead of a snapshot' }),
  overflow: z.enum(['conflate', 'lag']).default('conflate').meta({ description: 'Above the plan’s rows per second: leave rows out, or send `lagged`' }),
});
export const unsubscribeRequest = z.strictObject({ key: z.string().max(64) });
export const pageRequest = z.strictObject({
  filter,
  columns: columns.optional(),
  before: z.union([z.string().max(8192), z.number()]).optional().meta({ description: 'A cursor, or epoch milliseconds; without it the newest' }),
  limit: limit(1000).default(100),
});
export const orderRequest = z.strictObject({
  id: z.string().min(1).max(64).regex(/^\P{Cc}*$/u, 'Invalid string: must have no control characters').meta({ description: 'Value of the column `order.id`' }),
  columns: columns.optional(),
});
export const alertsRequest = z.strictObject({
  before: z.union([z.string().max(8192), z.number()]).optional().meta({ description: 'A cursor, or epoch milliseconds; without it the newest' }),
  limit: limit(1000).default(100),
});
export const flowRequest = z.strictObject({
  underlying: z.string().max(16).optional().meta({ description: 'A ticker; without it the whole market' }),
  minutes: z.int().min(1).max(1000).default(390).meta({ description: 'How far back' }),
});
export const topRequest = z.strictObject({
  by: z.enum(['premium', 'volume', 'unusual', 'net']).default('premium'),
  minutes: z.int().min(1).max(1000).default(390).meta({ description: 'How far back' }),
  limit: limit(500).default(20),
});
export const symbolsRequest = z.strictObject({ prefix: z.string().max(16).meta({ description: 'Beginning of a ticker' }) });
export const renewRequest = z.strictObject({ token: z.string().max(8192).meta({ description: 'A new token of the same user' }) });
export const timeRequest = z.strictObject({});

/** Every request of the protocol by name, so that tests can go through all of them. */
export const REQUESTS = {
  subscribe: subscribeRequest,
  unsubscribe: unsubscribeRequest,
  page: pageRequest,
  order: orderRequest,
  alerts: alertsRequest,
  flow: flowRequest,
  top: topRequest,
  symbols: symbolsRequest,
  renew: renewRequest,
  time: timeRequest,
} as const;
export type RequestName = keyof typeof REQUESTS;
/** A request as a client writes it (defaults may be left out). */
export type RequestOf<N extends RequestName> = z.input<(typeof REQUESTS)[N]>;
/** A request after parsing. */
export type ParsedRequest<N extends RequestName> = z.output<(typeof REQUESTS)[N]>;

export interface SubscribeAck {
  readonly key: string;
  /** Canonical text of the filter. */
  readonly filter: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly bookmark: string;
  /** With `after`: whether everything since that bookmark is in `rows` (or follows, with `more`). */
  readonly resumed: boolean;
  readonly more: boolean;
  readonly cursor?: string;
  readonly since?: number;
}
export interface PageAck {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly cursor?: string;
  /** Rows received before are the notable ones only: all trades are not kept that long. */
  readonly since?: number;
  readonly more: boolean;
}
export interface TableAck {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface AckOf {
  readonly subscribe: SubscribeAck;
  readonly unsubscribe: object;
  readonly page: PageAck;
  readonly order: TableAck;
  readonly alerts: { readonly alerts: readonly Alert[]; readonly more: boolean; readonly cursor?: string };
  readonly flow: TableAck;
  readonly top: TableAck;
  readonly symbols: { readonly symbols: readonly string[] };
  readonly renew: { readonly plan: string };
  readonly time: { readonly now: number };
}
export type Ack<N extends RequestName> = ({ readonly ok: true } & AckOf[N]) | { readonly ok: false; readonly error: WireError };

/** What the page must say of a feed: its name, delay, and what it cannot know. */
export interface FeedInfo {
  readonly name: string;
  readonly source: string;
  /** Milliseconds that the feed itself is late. */
  readonly delay: number;
  readonly lacks: readonly string[];
}

export interface Welcome {
  readonly protocol: number;
  readonly version: string;
  readonly plan: { readonly name: string; readonly delay: number; readonly rowsPerSecond: number; readonly subscriptions: number };
  readonly user: string;
  readonly epoch: number;
  /** Default columns, then `all` of them. */
  readonly columns: readonly string[];
  readonly allColumns: readonly string[];
  readonly features: readonly string[];
  readonly feeds: readonly FeedInfo[];
}

/** Events from gateway to client. */
export interface ServerEvents {
  welcome: (payload: Welcome) => void;
  trades: (payload: { readonly key: string; readonly rows: readonly Row[]; readonly skipped?: number }) => void;
  alert: (payload: Alert) => void;
  flow: (payload: { readonly columns: readonly string[]; readonly rows: readonly Row[] }) => void;
  heads: (payload: { readonly bookmark: string }) => void;
  lagged: (payload: { readonly key: string }) => void;
  notice: (payload: { readonly level: 'info' | 'warning' | 'error'; readonly code: string; readonly message: string }) => void;
}

/** Requests from client to gateway; every one is answered by an ack. */
export type ClientEvents = {
  [N in RequestName]: (payload: RequestOf<N>, ack: (answer: Ack<N>) => void) => void;
};

/** Claims of an access token. */
export const tokenClaims = z.object({
  sub: z.string().min(1).max(128),
  plan: z.string().min(1).max(64),
  exp: z.number(),
  desk: z.string().max(64).optional(),
  opra: z.enum(['pro', 'nonpro']).optional(),
  iss: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
});
export type TokenClaims = z.output<typeof tokenClaims>;
