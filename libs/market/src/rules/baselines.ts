import type { DayNumber } from '../calendar/dates.ts';
import type { StateChunk } from '../state/chunks.ts';

interface Session {
  readonly day: DayNumber;
  premium: number;
  size: number;
  count: number;
}

/** Sessions kept of each symbol: the longest a rule may ask for, and the running one. */
const KEPT = 21;

/** What a symbol's prints were on average, session by session. */
export class Baselines {
  readonly #sessions = new Map<string, Session[]>();

  /** Counts a print (or takes a cancelled one out, with negative numbers). */
  add(underlying: string, day: DayNumber, premium: number, size: number, count: number): void {
    let sessions = this.#sessions.get(underlying);
    if (sessions === undefined) {
      sessions = [];
      this.#sessions.set(underlying, sessions);
    }
    let session = sessions.findLast((s) => s.day === day);
    if (session === undefined) {
      session = { day, premium: 0, size: 0, count: 0 };
      sessions.push(session);
      sessions.sort((a, b) => a.day - b.day);
      if (sessions.length > KEPT) sessions.shift();
    }
    session.premium += premium;
    session.size += size;
    session.count += count;
  }

  /** Average per print over the last `sessions` sessions before a day; undefined until there are as many. */
  average(underlying: string, day: DayNumber, of: 'premium' | 'size', sessions: number): number | undefined {
    const before = (this.#sessions.get(underlying) ?? []).filter((s) => s.day < day).slice(-sessions);
    if (before.length < sessions) return undefined;
    const count = before.reduce((sum, s) => sum + s.count, 0);
    return count > 0 ? before.reduce((sum, s) => sum + s[of], 0) / count : undefined;
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'baselines', bytes: JSON.stringify([...this.#sessions]) };
  }

  load(chunk: StateChunk): void {
    for (const [underlying, sessions] of JSON.parse(chunk.bytes) as [string, Session[]][]) this.#sessions.set(underlying, sessions);
  }
}
