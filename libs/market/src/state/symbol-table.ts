import { chunkNumber, lazyChunk, type StateChunk } from './chunks.ts';

const CHUNK = 1024;

/** Gives each text a small number in order of first sight: contracts, lines. Full chunks never change again. */
export class SymbolTable {
  readonly #section: string;
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  /** Chunks of the last snapshot that are full. */
  readonly #full: StateChunk[] = [];

  constructor(section: string) {
    this.#section = section;
  }

  get size(): number {
    return this.#texts.length;
  }

  /** The number of a text, given now if it has none. */
  number(text: string): number {
    let n = this.#numbers.get(text);
    if (n === undefined) {
      n = this.#texts.length;
      this.#numbers.set(text, n);
      this.#texts.push(text);
    }
    return n;
  }

  /** The number of a text, or undefined when it was never seen. */
  find(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  text(n: number): string | undefined {
    return this.#texts[n];
  }

  *snapshot(): Iterable<StateChunk> {
    for (let at = 0; at < this.#texts.length; at += CHUNK) {
      const chunk = this.#full[at / CHUNK] ?? lazyChunk(`${this.#section}/${at / CHUNK}`, () => this.#texts.slice(at, at + CHUNK).join('\n'));
      if (at + CHUNK <= this.#texts.length) this.#full[at / CHUNK] = chunk;
      yield chunk;
    }
  }

  /** Chunks may come in any order. */
  load(chunk: StateChunk): void {
    const from = chunkNumber(chunk.key) * CHUNK;
    for (const [i, text] of chunk.bytes.split('\n').entries()) {
      this.#texts[from + i] = text;
      this.#numbers.set(text, from + i);
    }
  }
}
