import { appendCrc64 } from './crc64.ts';

/**
 * A hash as the command DUMP gives it and RESTORE takes it: one value of the RDB format, a listpack. Writing a trade's hash
 * in one piece costs Redis a third of setting its fields one by one, in memory as in the append-only file.
 * The format is of Redis 7.0, and later ones read it (rdb.c, listpack.c).
 */
const RDB_HASH_LISTPACK = 16;
const RDB_VERSION = 10;
const RDB_LENGTH_32 = 0x80;
/** Type, length of the listpack, and the listpack's own header: its bytes and its number of entries. */
const LISTPACK_AT = 1 + 5;
const ENTRIES_AT = LISTPACK_AT + 4 + 2;
const END = 0xff;
const FOOTER_BYTES = 2 + 8;
/** Header and trailing length of the longest entry. */
const ENTRY_OVERHEAD = 5 + 5;
/** Units of a text that is written one by one. */
const SHORT_MAX = 40;
/** The number of entries is told up to here; above, a reader counts. */
const COUNT_UNKNOWN = 0xffff;

let bytes = Buffer.allocUnsafe(65_536);

/** Dumps a hash of names and values in turn, at least one pair; the names must differ. */
export const dumpHash = (fields: readonly string[]): Buffer => Buffer.from(dumpedHash(fields));

/** The same in memory that the next dump writes over. */
export function dumpedHash(fields: readonly string[]): Buffer {
  reserve(fields);
  let at = ENTRIES_AT;
  for (const field of fields) at = writeEntry(field, at);
  bytes[at++] = END;
  const length = at - LISTPACK_AT;
  bytes[0] = RDB_HASH_LISTPACK;
  bytes[1] = RDB_LENGTH_32;
  bytes.writeUInt32BE(length, 2);
  bytes.writeUInt32LE(length, LISTPACK_AT);
  bytes.writeUInt16LE(Math.min(fields.length, COUNT_UNKNOWN), LISTPACK_AT + 4);
  bytes.writeUInt16LE(RDB_VERSION, at);
  appendCrc64(bytes, at + 2);
  return bytes.subarray(0, at + FOOTER_BYTES);
}

function reserve(fields: readonly string[]): void {
  let most = ENTRIES_AT + 1 + FOOTER_BYTES;
  // A UTF-16 unit has at most three bytes in UTF-8.
  for (const field of fields) most += 3 * field.length + ENTRY_OVERHEAD;
  if (most > bytes.length) bytes = Buffer.allocUnsafe(2 * most);
}

/** A text entry: its length in 6, 12 or 32 bits, the text, and the length of both for readers that come from behind. */
function writeEntry(text: string, from: number): number {
  const short = writeShort(text, from);
  if (short > 0) return short;
  // Only text beyond ASCII needs counting, and only where its units could exceed the smaller header.
  const size = text.length < 22 ? text.length : Buffer.byteLength(text);
  let at = from;
  if (size < 64) {
    const written = bytes.write(text, at + 1, 'utf8');
    bytes[at] = 0x80 | written;
    at += 1 + written;
  } else if (size < 4096) {
    bytes[at] = 0xe0 | (size >> 8);
    bytes[at + 1] = size & 0xff;
    at += 2 + bytes.write(text, at + 2, 'utf8');
  } else {
    bytes[at] = 0xf0;
    bytes.writeUInt32LE(size, at + 1);
    at += 5 + bytes.write(text, at + 5, 'utf8');
  }
  return writeLengthBefore(at - from, at);
}

/** Short ASCII, nearly all there is, unit by unit: quicker than a call. Gives 0 when the text is another. */
function writeShort(text: string, from: number): number {
  const size = text.length;
  if (size > SHORT_MAX) return 0;
  for (let i = 0; i < size; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) return 0;
    bytes[from + 1 + i] = unit;
  }
  bytes[from] = 0x80 | size;
  bytes[from + 1 + size] = size + 1;
  return from + size + 2;
}

/** Seven bits a byte, the highest first; all but the first byte have the top bit. */
function writeLengthBefore(length: number, from: number): number {
  let at = from;
  if (length < 0x80) {
    bytes[at++] = length;
    return at;
  }
  // One byte holds 127, two 16,382, three 2,097,150: Redis keeps the last value of each size for itself.
  let shift = length < 0x3fff ? 7 : length < 0x1f_ffff ? 14 : length < 0xfff_ffff ? 21 : 28;
  bytes[at++] = length >>> shift;
  for (shift -= 7; shift >= 0; shift -= 7) bytes[at++] = ((length >>> shift) & 0x7f) | 0x80;
  return at;
}
