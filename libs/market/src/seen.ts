import type { DayNumber } from './calendar/dates.ts';
import { type StateChunk, packNumbers, unpackWords } from './state/chunks.ts';

const PAGE_BITS = 13;
const PAGE_WORDS = (1 << PAGE_BITS) / 32;
/** Pages whose bits go into one chunk of a checkpoint. */
const PAGES_PER_CHUNK = 32;
/** Sessions of a line that are remembered: a resend comes minutes later, a replay of the file at most days. */
const SESSIONS_KEPT = 3;

type Pages = Map<number, Uint32Array>;

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
    const at = Math.floor(number / (1 << PAGE_BITS));
    let page = pages.get(at);
    if (page === undefined) {
      page = new Uint32Array(PAGE_WORDS);
      pages.set(at, page);
    }
    const bit = number - at * (1 << PAGE_BITS);
    const word = bit >>> 5;
    const mask = 1 << (bit & 31);
    const before = page[word] ?? 0;
    page[word] = before | mask;
    return (before & mask) !== 0;
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
        const chunks = new Map<number, string[]>();
        for (const [at, page] of [...pages].sort(byKey)) {
          const group = Math.floor(at / PAGES_PER_CHUNK);
          const rows = chunks.get(group);
          const row = `${at} ${packNumbers(page)}`;
          if (rows === undefined) chunks.set(group, [row]);
          else rows.push(row);
        }
        for (const [group, rows] of chunks) yield { key: `seen/${line}/${session}/${group}`, bytes: rows.join('\n') };
      }
    }
  }

  load(chunk: StateChunk): void {
    const parts = chunk.key.split('/');
    const pages = this.#pages(parts.slice(1, -2).join('/'), Number(parts.at(-2)));
    for (const row of chunk.bytes.split('\n')) {
      const space = row.indexOf(' ');
      pages.set(Number(row.slice(0, space)), unpackWords(chunk.key, row.slice(space + 1)));
    }
  }
}

const byKey = <K extends string | number>(a: readonly [K, unknown], b: readonly [K, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
