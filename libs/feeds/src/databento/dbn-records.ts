/** A consolidated best bid and offer. Prices are undefined where a side is not quoted. */
export interface DbnQuote {
  readonly bid: number | undefined;
  readonly ask: number | undefined;
  readonly bidSize: number;
  readonly askSize: number;
}

/** A trade, or an update of the best bid and offer (`action` other than `T`); `quote` as it is after an update, before a trade. */
export interface DbnTrade {
  readonly type: 'trade';
  readonly rtype: number;
  readonly publisher: number;
  readonly instrument: number;
  /** Nanoseconds since 1970. */
  readonly tsEvent: string;
  readonly tsRecv: string;
  readonly price: number | undefined;
  readonly size: number;
  readonly action: string;
  /** `A` seller or `B` buyer began it, `N` not known. */
  readonly side: string;
  readonly flags: number;
  readonly sequence: number | undefined;
  readonly quote: DbnQuote | undefined;
}

export type DbnRecord =
  | DbnTrade
  | { readonly type: 'mapping'; readonly instrument: number; readonly symbol: string }
  | { readonly type: 'error'; readonly text: string }
  /** `code` is 3 when a replay has caught up; version 1 has none. */
  | { readonly type: 'system'; readonly text: string; readonly code: number | undefined };

const UNDEFINED_PRICE = 2n ** 63n - 1n;
const PRICE_SCALE = 1e9;
const LEVEL_AT = 48;

/** Prices are in units of 1e-9. */
function readPrice(record: Buffer, at: number): number | undefined {
  const price = record.readBigInt64LE(at);
  return price === UNDEFINED_PRICE ? undefined : Number(price) / PRICE_SCALE;
}

/** A text that ends with a zero byte or its field. */
export function readText(bytes: Buffer, at: number, width: number): string {
  const field = bytes.subarray(at, at + width);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Schemas trades, cmbp-1 and tcbbo begin alike; the last two carry a level and no sequence. */
export function readTrade(record: Buffer, hasLevel: boolean): DbnTrade {
  return {
    type: 'trade',
    rtype: record.readUInt8(1),
    publisher: record.readUInt16LE(2),
    instrument: record.readUInt32LE(4),
    tsEvent: record.readBigUInt64LE(8).toString(),
    price: readPrice(record, 16),
    size: record.readUInt32LE(24),
    action: record.toString('latin1', 28, 29),
    side: record.toString('latin1', 29, 30),
    flags: record.readUInt8(30),
    tsRecv: record.readBigUInt64LE(32).toString(),
    sequence: hasLevel ? undefined : record.readUInt32LE(44),
    quote: hasLevel ? readQuote(record) : undefined,
  };
}

const readQuote = (record: Buffer): DbnQuote => ({
  bid: readPrice(record, LEVEL_AT),
  ask: readPrice(record, LEVEL_AT + 8),
  bidSize: record.readUInt32LE(LEVEL_AT + 16),
  askSize: record.readUInt32LE(LEVEL_AT + 20),
});

const MESSAGE_AT = 16;
const MESSAGE_BYTES = 303;

/** A message of the gateway; since version 2 a code follows its text. */
export function readSystem(record: Buffer): { type: 'system'; text: string; code: number | undefined } {
  const codeAt = MESSAGE_AT + MESSAGE_BYTES;
  return {
    type: 'system',
    text: readText(record, MESSAGE_AT, Math.min(MESSAGE_BYTES, record.length - MESSAGE_AT)),
    code: record.length > codeAt ? record.readUInt8(codeAt) : undefined,
  };
}

/** Version 1 has symbols of 22 bytes, later ones 71 and the kind of symbol before each. */
export function readMapping(record: Buffer, version: number): { type: 'mapping'; instrument: number; symbol: string } {
  const [at, width] = version === 1 ? [38, 22] : [16 + 1 + 71 + 1, 71];
  return { type: 'mapping', instrument: record.readUInt32LE(4), symbol: readText(record, at, width) };
}
