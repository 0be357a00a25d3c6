import { crc32c } from './crc32c.ts';
import type { OutRecord } from './records.ts';

/**
 * Record batches as Kafka stores them (message format 2), written into one buffer. kafkajs makes a zeroed buffer of 512
 * bytes for every record and every header, and another for every number: half of what writing a record costs.
 */
const HEADER_BYTES = 61;
const LENGTH_AT = 8;
const EPOCH_AT = 12;
const MAGIC_AT = 16;
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
const LAST_OFFSET_AT = 23;
const FIRST_TIME_AT = 27;
const MAX_TIME_AT = 35;
const PRODUCER_ID_AT = 43;
const PRODUCER_EPOCH_AT = 51;
const SEQUENCE_AT = 53;
const COUNT_AT = 57;
const MAGIC = 2;
/** No producer id: neither idempotent nor transactional. */
const NOBODY = -1n;

/** Most bytes of a length, and of the fixed parts of a record. */
const VARINT_MAX = 5;
const RECORD_MAX = 8 * VARINT_MAX;
/** Texts up to here are written unit by unit, which is quicker than a call; their length takes one byte. */
const SHORT = 32;

let bytes = Buffer.allocUnsafe(1_048_576);
let at = 0;

/** Encodes records; all get the timestamp, epoch milliseconds. The buffer is the caller's. */
export function encodeRecordBatch(records: readonly OutRecord[], timestamp: number): Buffer {
  reserve(records);
  at = HEADER_BYTES;
  for (let i = 0; i < records.length; i += 1) {
    const record = records[i];
    if (record !== undefined) writeRecord(record, i);
  }
  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(at - EPOCH_AT, LENGTH_AT);
  bytes.writeInt32BE(0, EPOCH_AT);
  bytes[MAGIC_AT] = MAGIC;
  bytes.writeInt16BE(0, ATTRIBUTES_AT);
  bytes.writeInt32BE(records.length - 1, LAST_OFFSET_AT);
  bytes.writeBigInt64BE(BigInt(timestamp), FIRST_TIME_AT);
  bytes.writeBigInt64BE(BigInt(timestamp), MAX_TIME_AT);
  bytes.writeBigInt64BE(NOBODY, PRODUCER_ID_AT);
  bytes.writeInt16BE(0, PRODUCER_EPOCH_AT);
  bytes.writeInt32BE(0, SEQUENCE_AT);
  bytes.writeInt32BE(records.length, COUNT_AT);
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES_AT, at), CRC_AT);
  return Buffer.from(bytes.subarray(0, at));
}

function reserve(records: readonly OutRecord[]): void {
  let most = HEADER_BYTES;
  for (const { key, value, headers } of records) {
    most += RECORD_MAX + sizeAtMost(key) + sizeAtMost(value);
    for (const name in headers) most += 2 * VARINT_MAX + sizeAtMost(name) + sizeAtMost(headers[name] ?? null);
  }
  if (most > bytes.length) bytes = Buffer.allocUnsafe(2 * most);
}

/** A UTF-16 unit has at most three bytes in UTF-8. */
const sizeAtMost = (value: Buffer | string | null): number => (value === null ? 0 : typeof value === 'string' ? 3 * value.length : value.length);

function writeRecord({ key, value, headers }: OutRecord, offsetDelta: number): void {
  const from = at;
  // Nearly every record is between 64 bytes and 8 kB long: a length of two bytes. Another one moves it.
  at += 2;
  bytes[at++] = 0;
  bytes[at++] = 0;
  writeVarInt(offsetDelta);
  writeBytes(key);
  writeBytes(value);
  let count = 0;
  for (const name in headers) if (headers[name] !== undefined) count += 1;
  writeVarInt(count);
  for (const name in headers) {
    const text = headers[name];
    if (text === undefined) continue;
    writeText(name);
    writeText(text);
  }
  const body = at - from - 2;
  const size = sizeOfVarInt(body);
  if (size !== 2) bytes.copyWithin(from + size, from + 2, at);
  at = from;
  writeVarInt(body);
  at = from + size + body;
}

function writeBytes(value: Buffer | string | null): void {
  if (value === null) writeVarInt(-1);
  else if (typeof value === 'string') writeText(value);
  else {
    writeVarInt(value.length);
    value.copy(bytes, at);
    at += value.length;
  }
}

function writeText(text: string): void {
  if (text.length < SHORT && writeShort(text)) return;
  const size = Buffer.byteLength(text);
  writeVarInt(size);
  bytes.write(text, at, 'utf8');
  at += size;
}

/** False, with nothing written, when the text is not of ASCII alone. */
function writeShort(text: string): boolean {
  const from = at + 1;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return false;
    bytes[from + i] = unit;
  }
  bytes[at] = text.length << 1;
  at = from + text.length;
  return true;
}

/** Zigzag, then seven bits a byte, the lowest first. */
function writeVarInt(value: number): void {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 0x7f) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
}

function sizeOfVarInt(value: number): number {
  let size = 1;
  for (let rest = ((value << 1) ^ (value >> 31)) >>> 0; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}
