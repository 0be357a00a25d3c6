import { canonicalTicker, type IssueType } from '@tapewire/contracts';
import { previousTradingDay } from '../calendar/holidays.ts';
import type { DayNumber } from '../calendar/dates.ts';
import type { StateChunk } from './chunks.ts';

/** What reference data says of an underlying. */
export interface Issue {
  readonly issueType?: IssueType;
  readonly sector?: string;
}

interface Close {
  readonly price: number;
  /** Of which day; null when that was not said. */
  readonly day: DayNumber | null;
}

/** Kind, sector and previous close of each underlying. */
export class IssueBook {
  readonly #issues = new Map<string, Issue>();
  readonly #closes = new Map<string, Close>();

  setIssue(underlying: string, issue: Issue): void {
    this.#issues.set(canonicalTicker(underlying), issue);
  }

  setClose(underlying: string, price: number, day: DayNumber | undefined): void {
    this.#closes.set(canonicalTicker(underlying), { price, day: day ?? null });
  }

  issue(underlying: string): Issue | undefined {
    return this.#issues.get(underlying);
  }

  /** The close of the trading day before one; undefined when the one last told is of another day. */
  closeBefore(underlying: string, tradeDay: DayNumber): number | undefined {
    const close = this.#closes.get(underlying);
    if (close === undefined) return undefined;
    return close.day === null || close.day === previousTradingDay(tradeDay) ? close.price : undefined;
  }

  *snapshot(): Iterable<StateChunk> {
    yield { key: 'issues', bytes: JSON.stringify({ issues: [...this.#issues], closes: [...this.#closes] }) };
  }

  load(chunk: StateChunk): void {
    const saved = JSON.parse(chunk.bytes) as { issues: [string, Issue][]; closes: [string, Close][] };
    for (const [underlying, issue] of saved.issues) this.#issues.set(underlying, issue);
    for (const [underlying, close] of saved.closes) this.#closes.set(underlying, close);
  }
}
