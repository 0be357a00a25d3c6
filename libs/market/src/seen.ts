import type { DayNumber } from './calendar/dates.ts';
import { chunkNumber, lazyChunk, packNumbers, type StateChunk, unpackWords } from './state/chunks.ts';

const PAGE_BITS = 65_536;
/** Sessions of a line that are remembered: a resend comes minutes later, a replay of the file at most days. */
const SESSIONS_KEPT = 3;

/** Bits of 65,536 numbers, and the chunk of the last snapshot if nothing was marked since. */
interface Page {
  readonly words: Uint32Array;
  chunk?: StateChunk | undefined;
}

type Pages = Map<number, Page>;

/** `"<line>:<number>"` of the `key` header; undefined when it does not have that shape. */
export function parseKey(key: string): { line: string; number: number } | undefined {
  const colon = key.lastIndexOf(':');
  const number = Number(key.slice(colon + 1));
  if (colon < 1 || colon === key.length - 1 || !Number.isSafeInteger(number) || number < 0) return undefined;
  return { line: key.slice(0, colon), number };
}

/** Which numbers of each line and session have been seen: one bit a number, in pages that exist only once touched. */
export class SeenKeys {
  readonly #lines = new Map<string, Map<DayNumber, Pages>>();

  /** Marks a number; true when it was marked before. */
  mark(line: string, session: DayNumber, number: number): boolean {
    const pages = this.#pages(line, session);
    const at = Math.floor(number / PAGE_BITS);
    let page = pages.get(at);
    if (page === undefined) {
      page = { words: new Uint32Array(PAGE_BITS / 32) };
      pages.set(at, page);
    }
    const bit = number - at * PAGE_BITS;
    const word = bit >>> 5;
    const mask = 1 << (bit & 31);
    const before = page.words[word] ?? 0;
    if ((before & mask) !== 0) return true;
    page.words[word] = before | mask;
    page.chunk = undefined;
    return false;
  }

  #pages(line: string, session: DayNumber): Pages {
    let sessions = this.#lines.get(line);
    if (sessions === undefined) {
      sessions = new Map();
      this.#lines.set(line, sessions);
    }
    let pages = sessions.get(session);
    if (pages === undefined) {
      pages = new Map();
      sessions.set(session, pages);
      if (sessions.size > SESSIONS_KEPT) sessions.delete(Math.min(...sessions.keys()));
    }
    return pages;
  }

  *snapshot(): Iterable<StateChunk> {
    for (const [line, sessions] of [...this.#lines].sort(byKey)) {
      for (const [session, pages] of [...sessions].sort(byKey)) {
        for (const [at, page] of [...pages].sort(byKey)) {
          yield (page.chunk ??= lazyChunk(`seen/${line}/${session}/${at}`, () => packNumbers(page.words)));
        }
      }
    }
  }

  load(chunk: StateChunk): void {
    const parts = chunk.key.split('/');
    const words = unpackWords(chunk.key, chunk.bytes);
    this.#pages(parts.slice(1, -2).join('/'), Number(parts.at(-2))).set(chunkNumber(chunk.key), { words });
  }
}

const byKey = <K extends string | number>(a: readonly [K, unknown], b: readonly [K, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
