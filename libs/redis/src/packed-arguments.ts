import { dumpedHash } from './hash-dump.ts';

const CR = 13;
const LF = 10;
const DOLLAR = 36;
const ZERO = 48;
const SHORT_MAX = 40;
/** `$`, the digits of a length, and the ends of both lines. */
const OVERHEAD = 1 + 10 + 2 + 2;
/** A UTF-16 unit has at most three bytes in UTF-8. */
const UNIT_BYTES = 3;

/**
 * Arguments of one command as they go over the wire, written one after another into one piece of memory. The client makes several
 * small buffers of each argument and joins them: at eight arguments a trade that is most of its work.
 */
export class PackedArguments {
  #bytes = Buffer.allocUnsafe(65_536);
  #at = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Forgets what it holds, keeps the memory. */
  clear(): void {
    this.#at = 0;
    this.#count = 0;
  }

  add(...values: readonly (string | number)[]): void {
    for (const value of values) this.#text(typeof value === 'number' ? String(value) : value);
  }

  /** A hash as the command DUMP gives it. */
  addHash(fields: readonly string[]): void {
    const dump = dumpedHash(fields);
    this.#begin(dump.length, dump.length);
    this.#at += dump.copy(this.#bytes, this.#at);
    this.#end();
  }

  /** The whole command: these words, then the arguments. */
  command(...words: readonly (string | number)[]): Buffer {
    const head = [`*${words.length + this.#count}`, ...words.flatMap((word) => [`$${Buffer.byteLength(String(word))}`, String(word)]), ''].join('\r\n');
    const start = Buffer.from(head);
    return Buffer.concat([start, this.#bytes.subarray(0, this.#at)]);
  }

  #text(text: string): void {
    if (text.length <= SHORT_MAX && this.#ascii(text)) return;
    const size = Buffer.byteLength(text);
    this.#begin(size, UNIT_BYTES * text.length);
    this.#at += this.#bytes.write(text, this.#at);
    this.#end();
  }

  /** Short ASCII, nearly all there is, unit by unit: quicker than a call. */
  #ascii(text: string): boolean {
    const size = text.length;
    const before = this.#at;
    this.#begin(size, size);
    for (let i = 0; i < size; i += 1) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) {
        this.#at = before;
        return false;
      }
      this.#bytes[this.#at++] = unit;
    }
    this.#end();
    return true;
  }

  #begin(size: number, most: number): void {
    this.#reserve(most + OVERHEAD);
    this.#bytes[this.#at++] = DOLLAR;
    let unit = 1;
    while (unit * 10 <= size) unit *= 10;
    for (; unit >= 1; unit = Math.floor(unit / 10)) this.#bytes[this.#at++] = ZERO + (Math.floor(size / unit) % 10);
    this.#line();
  }

  #end(): void {
    this.#line();
    this.#count += 1;
  }

  #line(): void {
    this.#bytes[this.#at++] = CR;
    this.#bytes[this.#at++] = LF;
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#at + more));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
