import type { KafkaMessage } from './records.ts';

const OVERHEAD_BYTES = 61;
const LENGTH_AT = 8;
const BODY_FROM = 12;
const MAGIC_AT = 16;
const ATTRIBUTES_AT = 21;
const FIRST_TIME_AT = 27;
const MAX_TIME_AT = 35;
const COUNT_AT = 57;
const MAGIC = 2;
/** Compression, transactions and control records are left to kafkajs. */
const UNUSUAL = 0x07 | 0x10 | 0x20;
const APPEND_TIME = 0x08;

/** A message as kafkajs hands it on, as far as a consumer and `LogReader` look at it. */
export interface ReadMessage extends KafkaMessage {
  readonly isControlRecord: false;
}

/**
 * The messages of plain record batches one after another, up to a last one that is cut off; undefined when a batch is of
 * another kind. kafkajs makes two big integers, and an object per header, of every record: four times the work.
 */
export function readRecordBatches(bytes: Buffer): ReadMessage[] | undefined {
  const messages: ReadMessage[] = [];
  for (let at = 0; at + OVERHEAD_BYTES <= bytes.length;) {
    const end = at + BODY_FROM + bytes.readInt32BE(at + LENGTH_AT);
    const attributes = bytes.readInt16BE(at + ATTRIBUTES_AT);
    if (bytes[at + MAGIC_AT] !== MAGIC || (attributes & UNUSUAL) !== 0) return undefined;
    if (end > bytes.length) break;
    new BatchReader(bytes, at, attributes).readInto(messages);
    at = end;
  }
  return messages;
}

class BatchReader {
  readonly #bytes: Buffer;
  readonly #offset: number;
  readonly #time: number;
  readonly #maxTime: number | undefined;
  readonly #count: number;
  #at: number;
  /** Where the texts of the last record's headers were, and what they said: nearly all are the same again. */
  readonly #from: number[] = [];
  readonly #size: number[] = [];
  readonly #texts: string[] = [];

  constructor(bytes: Buffer, at: number, attributes: number) {
    this.#bytes = bytes;
    this.#offset = Number(bytes.readBigInt64BE(at));
    this.#time = Number(bytes.readBigInt64BE(at + FIRST_TIME_AT));
    this.#maxTime = (attributes & APPEND_TIME) === 0 ? undefined : Number(bytes.readBigInt64BE(at + MAX_TIME_AT));
    this.#count = bytes.readInt32BE(at + COUNT_AT);
    this.#at = at + OVERHEAD_BYTES;
  }

  readInto(messages: ReadMessage[]): void {
    for (let i = 0; i < this.#count; i += 1) messages.push(this.#record());
  }

  #record(): ReadMessage {
    const size = this.#varint();
    const end = this.#at + size;
    // One byte of attributes, which say nothing yet.
    this.#at += 1;
    const time = this.#time + this.#varint();
    const offset = this.#offset + this.#varint();
    const key = this.#blob();
    const value = this.#blob();
    const headers = this.#headers();
    this.#at = end;
    return { offset: String(offset), timestamp: String(this.#maxTime ?? time), key, value, headers, isControlRecord: false };
  }

  #headers(): Record<string, string | string[]> {
    const headers: Record<string, string | string[]> = {};
    const count = this.#varint();
    for (let i = 0; i < count; i += 1) {
      const name = this.#text(2 * i);
      const value = this.#text(2 * i + 1);
      const before = headers[name];
      headers[name] = before === undefined ? value : [before, value].flat();
    }
    return headers;
  }

  #blob(): Buffer | null {
    const size = this.#varint();
    if (size < 0) return null;
    this.#at += size;
    return this.#bytes.subarray(this.#at - size, this.#at);
  }

  /** The text of the n-th place among a record's headers; a missing one is empty. */
  #text(n: number): string {
    const size = Math.max(0, this.#varint());
    const from = this.#at;
    this.#at += size;
    const known = this.#texts[n];
    const text = known !== undefined && this.#size[n] === size && this.#isSame(this.#from[n] ?? 0, from, size) ? known : this.#bytes.toString('utf8', from, from + size);
    this.#from[n] = from;
    this.#size[n] = size;
    this.#texts[n] = text;
    return text;
  }

  #isSame(a: number, b: number, size: number): boolean {
    for (let i = 0; i < size; i += 1) if (this.#bytes[a + i] !== this.#bytes[b + i]) return false;
    return true;
  }

  /** Seven bits a byte, the lowest first, zigzag. By multiplication, since deltas of time can have more than 32 bits. */
  #varint(): number {
    let byte = this.#bytes[this.#at++] ?? 0;
    let value = byte & 0x7f;
    for (let unit = 0x80; byte > 0x7f; unit *= 0x80) {
      byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * unit;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
