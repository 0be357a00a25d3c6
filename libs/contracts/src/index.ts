export type { Alert, OiVerdict, OpenInterestChange, Severity } from './alert.ts';
export { OI_VERDICTS, SEVERITIES } from './alert.ts';
export type { Announcement, HeadsAnnouncement, OutputAnnouncement, TapeOutputs } from './announcement.ts';
export { ANNOUNCE_ALERTS, ANNOUNCE_FLOW, ANNOUNCE_HEADS, ANNOUNCE_TRADES } from './announcement.ts';
export type { Cell, Column, ColumnType, Row } from './columns.ts';
export { columnIndex, DEFAULT_COLUMNS, toRow, TRADE_COLUMNS } from './columns.ts';
export type { ErrorCode, RetryAdvice, WireCode, WireError } from './errors.ts';
export { ERROR_CODES, TapewireError, WIRE_CODES } from './errors.ts';
export type { FeedCodec, FeedEvent, Quote, Reference, TradePrint } from './feed-event.ts';
export type { FlowBucket, FlowMinute, FlowOutput, FlowSums } from './flow.ts';
export { FLOW_BUCKETS } from './flow.ts';
export type { Names, Tape } from './names.ts';
export { DEFAULT_PREFIX, names, TAPES } from './names.ts';
export { newYorkOffset } from './new-york.ts';
export type { Position } from './positions.ts';
export { nextTick, parseTradeId, PARTITIONS_MAX, rankAt, rankOf, tradeId } from './positions.ts';
export { NAMESPACE, PROTOCOL } from './protocol.ts';
export type { DeadLetter, OutputRecord, RawKind, RawRecord } from './records.ts';
export { RAW_KINDS, RECORD_VERSION } from './records.ts';
export { canonicalTicker, SHARE_CLASS_ROOTS } from './tickers.ts';
export type {
  ContractSymbol, ExpirationType, Flag, IsoDate, IssueType, OrderTotals, Right, Sentiment, Session, Settlement, Side, Trade, TradeId, TradeKind,
} from './trade.ts';
export {
  EXPIRATION_TYPES, FLAGS, ISSUE_TYPES, RIGHTS, SENTIMENTS, SESSIONS, SETTLEMENTS, SIDES, TRADE_KINDS,
} from './trade.ts';
export type {
  Ack, AckOf, ClientEvents, FeedInfo, PageAck, ParsedRequest, RequestName, RequestOf, ServerEvents, SubscribeAck, TableAck,
  TokenClaims, Welcome,
} from './wire.ts';
export { REQUESTS, tokenClaims } from './wire.ts';
export { ANSWER_SHAPES, EVENT_SHAPES, wireErrorShape } from './wire-shapes.ts';
